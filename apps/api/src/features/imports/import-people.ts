import {
  insertPeople,
  type PersonRow,
  readPeopleByName,
  rewriteHoldersInSearch,
  type SqlTx,
  updatePeople,
} from '@cordon/db';
import { newId } from '@cordon/runtime';
import { readRows } from './columns.ts';
import type { CsvFile } from './csv-file.ts';
import type { FaultList } from './fault-list.ts';
import {
  firstChanges,
  type ImportContext,
  type ImportStep,
  type ImportWork,
  readUnits,
  textOf,
} from './import-step.ts';
import { PEOPLE_COLUMNS, type PersonCells } from './people-columns.ts';
import { describePerson, type PlannedPerson, planPeople } from './plan-people.ts';
import { unitLookup } from './references.ts';

/** Reads the rows of a file of people. */
export async function readPeopleRows(file: CsvFile, faults: FaultList): Promise<ImportStep | undefined> {
  const read = await readRows(file, PEOPLE_COLUMNS, faults);
  if (!read) return undefined;
  return async (tx, context) => {
    const { operator, now } = context;
    const { units, mayWrite, mayReadPeople } = await readUnits(tx, operator, 'people:write');
    const people = await readPeopleByName(tx, namesIn(read.rows), context.isHeld);
    const findUnit = unitLookup(units, mayWrite);
    const reach = { people, findUnit, mayRead: mayReadPeople, mayWrite, newId: () => newId(now) };
    const plan = planPeople(read, reach, faults);
    const names = new Map([
      ...units.map(({ id, key }) => [id, key] as const),
      ...people.map(({ id, name }) => [id, name] as const),
      ...plan.people.map(({ id, after }) => [id, after.name] as const),
    ]);
    const changes = firstChanges(plan.people, (item) => describePerson(item, (_, value) => textOf(value, names)));
    return { ...toWork(plan.people, context), unchanged: plan.unchanged, changes };
  };
}

function namesIn(rows: readonly PersonCells[]): { serviceNumbers: string[]; emails: string[] } {
  const serviceNumbers = new Set<string>();
  const emails = new Set<string>();
  for (const { serviceNumber, email, sponsor } of rows) {
    if (serviceNumber !== undefined) serviceNumbers.add(serviceNumber);
    // Nobody is known by an address who has a number in the file.
    else if (typeof email === 'string') emails.add(email);
    if (typeof sponsor !== 'string') continue;
    serviceNumbers.add(sponsor);
    if (sponsor.includes('@')) emails.add(sponsor.toLowerCase());
  }
  return { serviceNumbers: [...serviceNumbers], emails: [...emails] };
}

function toWork(
  people: readonly PlannedPerson[],
  { operator, now }: ImportContext,
): Omit<ImportWork, 'unchanged' | 'changes'> {
  const created = people.filter((item) => !item.before);
  const updated = people.filter((item) => item.before);
  const isRenamed = (item: PlannedPerson) => 'name' in item.changed.after;
  return {
    created: created.length,
    updated: updated.length,
    deviceIds: [],
    events: people.map(({ id, before, after, changed }) => ({
      action: before ? 'person.changed' : 'person.created',
      target: { kind: 'person', id },
      unitId: after.unitId,
      personId: id,
      details: before ? changed : { after: changed.after },
    })),
    write: async (tx: SqlTx) => {
      const { organisationId } = operator;
      const rows = created.map(({ id, after }) => ({ id, ...after, createdAt: now }));
      await insertPeople(tx, organisationId, rows);
      const changedRows = updated.map(({ id, after }): Omit<PersonRow, 'createdAt' | 'erasedAt'> => ({ id, ...after }));
      await updatePeople(tx, organisationId, changedRows);
      await rewriteHoldersInSearch(
        tx,
        updated.filter(isRenamed).map(({ id }) => id),
      );
    },
  };
}
