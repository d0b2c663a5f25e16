import {
  AppError,
  type ImportFormat,
  type ImportKind,
  type ImportQuery,
  type ImportResult,
  type Permission,
} from '@cordon/contract';
import { appendAuditEvents, holdImports, type SqlTx, withOrganisationSql } from '@cordon/db';
import { newId } from '@cordon/runtime';
import type { Deps } from '../../deps.ts';
import type { Operator } from '../../plugins/operator.ts';
import { sqlStateOf } from '../../resources/database-away.ts';
import { ringEvaluate } from '../../resources/ring-evaluate.ts';
import { describeColumns } from './columns.ts';
import { readCsvFile } from './csv-file.ts';
import { DEVICE_COLUMNS } from './device-columns.ts';
import { createFaultList, type FaultList } from './fault-list.ts';
import { readDeviceRows } from './import-devices.ts';
import { readPeopleRows } from './import-people.ts';
import type { ImportStep, ImportWork } from './import-step.ts';
import { PEOPLE_COLUMNS } from './people-columns.ts';

export type ImportDeps = Pick<Deps, 'database' | 'clock' | 'queues' | 'directory'>;

/** What the caller must hold somewhere, to import and to see what an import tells. */
const NEEDED: Record<ImportKind, readonly Permission[]> = {
  people: ['people:write', 'people:read'],
  devices: ['devices:write', 'devices:read', 'people:read'],
};

/** Faults that a refusal lists; a dry run lists them all. */
const FAULTS_IN_REFUSAL = 50;

/** Columns and template of one kind of file. */
export function describeFormat(kind: ImportKind): ImportFormat {
  return { kind, ...describeColumns(kind === 'people' ? PEOPLE_COLUMNS : DEVICE_COLUMNS) };
}

/**
 * Imports a CSV file, all of it or, with any fault, nothing. The same file again changes nothing. A dry run answers with
 * what would be done, and every fault.
 *
 * @throws AppError `validation` with the faults, `forbidden`, `too-large`, `conflict` while another import is at work
 */
export async function importFile(
  deps: ImportDeps,
  operator: Operator,
  query: ImportQuery,
  body: Buffer,
): Promise<ImportResult> {
  const { kind } = query;
  for (const permission of NEEDED[kind])
    if (!operator.can(permission)) throw new AppError('forbidden', `This needs the permission "${permission}".`);
  const faults = createFaultList();
  const file = await readCsvFile(body, faults);
  const read = kind === 'people' ? readPeopleRows : readDeviceRows;
  const step = file && (await read(file, faults));
  const isDryRun = query.dryRun === 'true';
  const now = deps.clock.now();
  const answer = (id: string | null, work: Partial<ImportWork>): ImportResult => ({
    id,
    kind,
    isApplied: !isDryRun,
    rows: file?.rows.length ?? 0,
    created: work.created ?? 0,
    updated: work.updated ?? 0,
    unchanged: work.unchanged ?? 0,
    faulty: faults.rows,
    faultCount: faults.count,
    faults: faults.list(),
    changes: work.changes ?? [],
  });
  if (!isDryRun) refuseFaults(faults);
  if (!step) return answer(null, {});
  const context = { operator, now, isHeld: !isDryRun };
  if (isDryRun) {
    const work = await withOrganisationSql(deps.database, operator.organisationId, (tx) => step(tx, context));
    return answer(null, work);
  }
  const { id, work } = await apply(deps, context, kind, step, faults);
  return answer(id, work);
}

async function apply(
  deps: ImportDeps,
  context: { operator: Operator; now: Date; isHeld: boolean },
  kind: ImportKind,
  step: ImportStep,
  faults: FaultList,
): Promise<{ id: string | null; work: ImportWork }> {
  const { operator, now } = context;
  const { organisationId } = operator;
  const done = await withOrganisationSql(deps.database, organisationId, async (tx) => {
    if (!(await holdImports(tx, organisationId)))
      throw new AppError('conflict', 'Another import is at work. Try again soon.');
    const work = await step(tx, context);
    refuseFaults(faults);
    if (work.events.length === 0) return { id: null, work };
    const id = newId(now);
    await work.write(tx);
    await audit(tx, operator, { id, kind, at: now }, work);
    return { id, work };
  }).catch(refuseRace);
  for (const id of done.work.deviceIds) deps.directory.forget(id);
  await ringEvaluate(deps.queues, organisationId, done.work.deviceIds);
  return done;
}

function refuseFaults(faults: FaultList): void {
  if (faults.count === 0) return;
  const errors = faults
    .list()
    .slice(0, FAULTS_IN_REFUSAL)
    .map(({ row, column, detail, remedy }) => ({
      pointer: `/rows/${row}${column === null ? '' : `/${column.replaceAll('~', '~0').replaceAll('/', '~1')}`}`,
      detail: `${detail} ${remedy}`,
    }));
  const detail = `Nothing was imported: the file has ${faults.count} ${faults.count === 1 ? 'fault' : 'faults'}. A dry run lists them all.`;
  throw new AppError('validation', detail, { errors });
}

/** Somebody else took a service number, or removed a unit, between our reading and our writing. */
function refuseRace(error: unknown): never {
  const state = sqlStateOf(error);
  if (state !== '23505' && state !== '23503') throw error;
  throw new AppError('conflict', 'Something this file names was changed meanwhile; nothing was imported. Try again.');
}

/** One event for each person or device, as if it were changed by hand, and one for the import itself. */
async function audit(
  tx: SqlTx,
  operator: Operator,
  { id, kind, at }: { id: string; kind: ImportKind; at: Date },
  { events, created, updated, unchanged }: ImportWork,
): Promise<void> {
  const base = { at, actor: operator.actor };
  const details = { kind, created, updated, unchanged };
  await appendAuditEvents(tx, operator.organisationId, [
    ...events.map((event) => ({ ...base, ...event, details: { ...event.details, importId: id } })),
    { ...base, action: 'import.applied', target: { kind: 'import', id }, details },
  ]);
}
