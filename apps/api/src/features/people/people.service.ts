import {
  AppError,
  idAfter,
  type Page,
  type Person,
  type PersonCreate,
  type PersonListQuery,
  type PersonPatch,
  toPage,
} from '@cordon/contract';
import {
  appendAuditEvent,
  erasePerson,
  findPerson,
  insertPerson,
  isServiceNumberTaken,
  listPeople,
  type PersonRow,
  type Tx,
  updatePerson,
  withOrganisation,
} from '@cordon/db';
import { newId } from '@cordon/runtime';
import type { Deps } from '../../deps.ts';
import type { Operator } from '../../plugins/operator.ts';
import { changedMembers } from '../../resources/changes.ts';
import { iso, isoOrNull } from '../../resources/instants.ts';
import { notFound } from '../../resources/refusals.ts';
import { ringEvaluate } from '../../resources/ring-evaluate.ts';
import { unitsToLookIn } from '../../resources/unit-filter.ts';
import { assertFamily, assertUnit } from './family.ts';

export type PeopleDeps = Pick<Deps, 'database' | 'clock' | 'queues'>;

/** People of the units that the caller may read, without those erased. */
export async function findPeople(deps: PeopleDeps, operator: Operator, query: PersonListQuery): Promise<Page<Person>> {
  const { organisationId } = operator;
  const { limit, cursor, unitId, q, sponsorId } = query;
  const rows = await withOrganisation(deps.database, organisationId, async (tx) => {
    const unitIds = await unitsToLookIn(tx, operator, 'people:read', unitId);
    const filter = { organisationId, unitIds, sponsorId, text: q, after: idAfter(cursor), limit: limit + 1 };
    return listPeople(tx, filter);
  });
  const page = toPage(rows, limit, (row) => row.id);
  return { ...page, items: page.items.map(toPerson) };
}

/** @throws AppError `not-found` */
export async function showPerson(deps: PeopleDeps, operator: Operator, id: string): Promise<Person> {
  const { organisationId } = operator;
  const person = await withOrganisation(deps.database, organisationId, (tx) =>
    findPerson(tx, organisationId, id, operator.unitScope('people:read')),
  );
  if (!person) throw notFound('person');
  return toPerson(person);
}

/** @throws AppError `validation` for a unit or sponsor out of reach, `conflict` if the service number is taken */
export async function createPerson(deps: PeopleDeps, operator: Operator, input: PersonCreate): Promise<Person> {
  const { organisationId } = operator;
  const now = deps.clock.now();
  return withOrganisation(deps.database, organisationId, async (tx) => {
    const person = toNewPerson(input);
    await assertUnit(tx, operator, person.unitId);
    await assertFamily(tx, operator, { ...person, id: undefined });
    const row = await insertPerson(tx, { organisationId, id: newId(now), createdAt: now, ...person });
    if (!row) throw serviceNumberTaken();
    await audit(tx, operator, 'person.created', row, now, { after: person });
    return toPerson(row);
  });
}

function toNewPerson(input: PersonCreate) {
  return {
    unitId: input.unitId,
    name: input.name,
    serviceNumber: input.serviceNumber ?? null,
    email: input.email ?? null,
    locale: input.locale ?? 'en',
    sponsorId: input.sponsorId ?? null,
    isMinor: input.isMinor ?? false,
    sponsorInformed: input.sponsorInformed ?? false,
  };
}

/**
 * Changes a person; a new name is found by the search of devices, too.
 *
 * @throws AppError `not-found`, `validation`, `conflict` (service number taken, person erased)
 */
export async function changePerson(
  deps: PeopleDeps,
  operator: Operator,
  id: string,
  patch: PersonPatch,
): Promise<Person> {
  const { organisationId } = operator;
  const now = deps.clock.now();
  return withOrganisation(deps.database, organisationId, async (tx) => {
    const before = await mustFind(tx, operator, id);
    if (before.erasedAt) throw new AppError('conflict', 'This person was erased.');
    const changed = changedMembers(before, patch);
    if (!changed) return toPerson(before);
    const change = changed.after as PersonPatch;
    if (change.unitId !== undefined) await assertUnit(tx, operator, change.unitId);
    await assertFamily(tx, operator, { ...before, ...change });
    const { serviceNumber } = change;
    if (serviceNumber && (await isServiceNumberTaken(tx, organisationId, serviceNumber, id)))
      throw serviceNumberTaken();
    const after = await updatePerson(tx, organisationId, id, change);
    await audit(tx, operator, 'person.changed', after, now, { ...changed });
    return toPerson(after);
  });
}

/**
 * Erases a person: names, numbers and addresses go, also from the details of audit events; ids and dates stay. The
 * person's devices are nobody's, and are judged again so that the unit learns of what is open on them.
 *
 * @throws AppError `not-found`, `conflict` if that was done before
 */
export async function removePerson(deps: PeopleDeps, operator: Operator, id: string): Promise<void> {
  const { organisationId } = operator;
  const now = deps.clock.now();
  const deviceIds = await withOrganisation(deps.database, organisationId, async (tx) => {
    const person = await mustFind(tx, operator, id);
    if (person.erasedAt) throw new AppError('conflict', 'This person was erased already.');
    const held = await erasePerson(tx, organisationId, id, now);
    await audit(tx, operator, 'person.erased', person, now, { deviceIds: held });
    return held;
  });
  await ringEvaluate(deps.queues, organisationId, deviceIds);
}

async function mustFind(tx: Tx, operator: Operator, id: string): Promise<PersonRow> {
  const person = await findPerson(tx, operator.organisationId, id, operator.unitScope('people:write'));
  if (!person) throw notFound('person');
  return person;
}

function serviceNumberTaken(): AppError {
  return new AppError('conflict', 'Another person has this service number.');
}

/** The details hold personal data: `personId` lets erasure find and empty them. */
function audit(
  tx: Tx,
  operator: Operator,
  action: string,
  person: Pick<PersonRow, 'id' | 'unitId'>,
  at: Date,
  details: Record<string, unknown>,
): Promise<void> {
  const { id, unitId } = person;
  const event = { at, actor: operator.actor, action, target: { kind: 'person', id }, unitId, personId: id, details };
  return appendAuditEvent(tx, operator.organisationId, event);
}

function toPerson(row: PersonRow): Person {
  return { ...row, createdAt: iso(row.createdAt), erasedAt: isoOrNull(row.erasedAt) };
}
