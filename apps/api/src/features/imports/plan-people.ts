import type { ImportChange } from '@cordon/contract';
import type { PersonRow, UnitRow } from '@cordon/db';
import { changedMembers } from '../../resources/changes.ts';
import type { ReadFile } from './columns.ts';
import type { FaultList, Mistake } from './fault-list.ts';
import type { PEOPLE_COLUMNS, PersonCells } from './people-columns.ts';
import { groupedBy, type Lookup, onlyOne, PERSON } from './references.ts';

/** What of a person an import sets. */
export type PersonValues = Omit<PersonRow, 'id' | 'createdAt' | 'erasedAt'>;

/** A row with what is to become of it. */
export interface PlannedPerson {
  row: number;
  id: string;
  before: PersonRow | undefined;
  after: PersonValues;
  /** The changed members alone. */
  changed: { before: Record<string, unknown>; after: Record<string, unknown> };
}

export interface PeoplePlan {
  people: PlannedPerson[];
  unchanged: number;
}

/** What is known of the organisation, and what the caller may do there. */
export interface PeopleReach {
  /** Whoever the file may mean, and their dependants. */
  people: readonly PersonRow[];
  findUnit: Lookup<UnitRow>;
  mayRead(unitId: string): boolean;
  mayWrite(unitId: string): boolean;
  newId(): string;
}

/** A row on its way: whom it means, and who its sponsor is. */
interface Entry {
  cells: PersonCells;
  id: string;
  before?: PersonRow;
  sponsor?: Target;
}

/** Somebody of the file, or somebody known whom the file does not name. */
interface Target {
  id: string;
  entry?: Entry;
  known?: PersonRow;
}

type Column = keyof typeof PEOPLE_COLUMNS;

/**
 * Finds out what a file of people would do. Nobody is made twice: a row means whoever has its service number; without one,
 * the sponsor's dependant of its name, or whoever has its e-mail address and is no dependant.
 */
export function planPeople(file: ReadFile<typeof PEOPLE_COLUMNS>, reach: PeopleReach, faults: FaultList): PeoplePlan {
  const fault = (entry: Entry, column: Column | null, { detail, remedy }: Mistake) => {
    // What a row lacks may be what could not be read of it.
    if (column === null && !entry.cells.isReadable) return;
    const cell = column && entry.cells[column];
    const heading = column && file.headingOf(column);
    const text = cell === null || cell === undefined ? undefined : String(cell);
    faults.add(entry.cells.row, heading, text, { detail, remedy });
  };
  const entries = file.rows.map((cells): Entry => ({ cells, id: reach.newId() }));
  const known = indexKnown(reach);
  const identify = (entry: Entry, found: { before?: PersonRow } | { column: Column | null; mistake: Mistake }) => {
    if ('mistake' in found) fault(entry, found.column, found.mistake);
    else if (found.before) Object.assign(entry, { before: found.before, id: found.before.id });
  };
  const inFile = indexFile(entries);
  for (const entry of entries) if (!isNamedBySponsor(entry)) identify(entry, identifyByOwn(entry, inFile, known));
  for (const entry of entries) findSponsor(entry, inFile, known, reach, fault);
  const dependants = groupedBy(entries.filter(isNamedBySponsor), dependantKey);
  for (const entry of entries)
    if (isNamedBySponsor(entry)) identify(entry, identifyBySponsor(entry, dependants, known));
  assertOnce(entries, fault);
  for (const entry of entries) assertFamily(entry, known, fault);
  return decide(entries, reach, fault, faults);
}

const isNamedBySponsor = ({ cells }: Entry) => cells.serviceNumber === undefined && typeof cells.sponsor === 'string';
const nameKey = (name: string) => name.toLowerCase();

function indexKnown({ people, mayRead }: PeopleReach) {
  const readable = people.filter((person) => mayRead(person.unitId));
  return {
    // A service number is refused whoever has it; by anything else, nobody is found whom the caller may not see.
    byNumber: new Map(people.flatMap((person) => (person.serviceNumber ? [[person.serviceNumber, person]] : []))),
    byEmail: groupedBy(readable, (person) => (person.sponsorId === null ? person.email : null)),
    bySponsor: groupedBy(readable, (person) => person.sponsorId),
    sponsors: new Set(people.map((person) => person.sponsorId)),
  };
}

function indexFile(entries: readonly Entry[]) {
  const heads = entries.filter(({ cells }) => typeof cells.sponsor !== 'string');
  return {
    byNumber: groupedBy(entries, ({ cells }) => cells.serviceNumber),
    byEmail: groupedBy(heads, ({ cells }) => cells.email),
  };
}

type Known = ReturnType<typeof indexKnown>;
type InFile = ReturnType<typeof indexFile>;
type Fault = (entry: Entry, column: Column | null, mistake: Mistake) => void;

function identifyByOwn({ cells }: Entry, inFile: InFile, known: Known) {
  const { serviceNumber, email } = cells;
  if (serviceNumber !== undefined) {
    const rows = inFile.byNumber.get(serviceNumber) ?? [];
    const repeated = repeatedIn(rows, cells.row);
    if (repeated) return { column: 'serviceNumber' as const, mistake: repeated };
    return { before: known.byNumber.get(serviceNumber) };
  }
  if (!email) return { column: null, mistake: NAMELESS };
  const other = inFile.byEmail
    .get(email)
    ?.find(({ cells: { row, ...named } }) => row < cells.row || (row > cells.row && named.serviceNumber !== undefined));
  if (other) return { column: 'email' as const, mistake: sameAddress(other.cells.row) };
  const found = known.byEmail.get(email) ?? [];
  if (found.length > 1) return { column: 'email' as const, mistake: PERSON.several };
  return { before: found[0] };
}

function identifyBySponsor(entry: Entry, dependants: Map<string, Entry[]>, known: Known) {
  const { cells, sponsor } = entry;
  // Either was found to be at fault before.
  if (!sponsor || !cells.isReadable) return {};
  if (cells.name === undefined) return { column: null, mistake: NAMELESS };
  const repeated = repeatedIn(dependants.get(dependantKey(entry) ?? '') ?? [], cells.row);
  if (repeated) return { column: 'name' as const, mistake: repeated };
  const name = nameKey(cells.name);
  const found = (known.bySponsor.get(sponsor.id) ?? []).filter((person) => nameKey(person.name) === name);
  if (found.length > 1) return { column: 'name' as const, mistake: NAMESAKES };
  return { before: found[0] };
}

function dependantKey({ cells, sponsor }: Entry): string | undefined {
  return sponsor && cells.name !== undefined ? `${sponsor.id} ${nameKey(cells.name)}` : undefined;
}

/** All but the first of rows that mean the same are at fault. */
function repeatedIn(rows: readonly Entry[], row: number): Mistake | undefined {
  const first = rows[0]?.cells.row;
  return first === undefined || first === row ? undefined : sameAs(first);
}

function findSponsor(entry: Entry, inFile: InFile, known: Known, reach: PeopleReach, fault: Fault): void {
  const text = entry.cells.sponsor;
  if (typeof text !== 'string') return;
  const email = text.toLowerCase();
  const listed = inFile.byNumber.get(text) ?? (text.includes('@') ? inFile.byEmail.get(email) : undefined) ?? [];
  const numbered = known.byNumber.get(text);
  const named = numbered && reach.mayRead(numbered.unitId) ? [numbered] : (known.byEmail.get(email) ?? []);
  const targets = new Map<string, Target>(named.map((person) => [person.id, { id: person.id, known: person }]));
  for (const item of listed) targets.set(item.id, { id: item.id, entry: item });
  const found = onlyOne([...targets.values()], PERSON);
  if ('value' in found) entry.sponsor = found.value;
  else fault(entry, 'sponsor', found.mistake);
}

/** Two rows may mean one person by different names of theirs. */
function assertOnce(entries: readonly Entry[], fault: Fault): void {
  const rows = new Map<string, number>();
  for (const entry of entries) {
    const first = rows.get(entry.id);
    if (first === undefined) rows.set(entry.id, entry.cells.row);
    else fault(entry, null, sameAs(first));
  }
}

/** Messages go to a person or to that person's sponsor, and no further. */
function assertFamily(entry: Entry, known: Known, fault: Fault): void {
  const { sponsor, cells, id, before } = entry;
  if (finalSponsor(entry) === null && cells.sponsorInformed) fault(entry, 'sponsorInformed', NOBODY_TO_INFORM);
  if (!sponsor) return;
  if (sponsor.id === id) fault(entry, 'sponsor', OWN_SPONSOR);
  else if (isDependant(sponsor)) fault(entry, 'sponsor', DEPENDANT_AS_SPONSOR);
  if (before && known.sponsors.has(before.id)) fault(entry, 'sponsor', HAS_DEPENDANTS);
}

function isDependant({ entry, known }: Target): boolean {
  return entry ? finalSponsor(entry) !== null : known?.sponsorId !== null;
}

function finalSponsor({ cells, sponsor, before }: Entry): string | null {
  if (cells.sponsor === null) return null;
  return sponsor?.id ?? before?.sponsorId ?? null;
}

function decide(entries: readonly Entry[], reach: PeopleReach, fault: Fault, faults: FaultList): PeoplePlan {
  const plan: PeoplePlan = { people: [], unchanged: 0 };
  const units = new Map(entries.map((entry) => [entry.id, unitOf(entry, reach, fault)]));
  for (const entry of entries) {
    const { before, cells, sponsor } = entry;
    // Only what its own row says: its dependants' unit is the sponsor's as it will be.
    const unitId =
      units.get(entry.id) ?? (before ? before.unitId : sponsor && (units.get(sponsor.id) ?? sponsor.known?.unitId));
    if (before && !reach.mayWrite(before.unitId)) fault(entry, null, OUT_OF_REACH);
    else if (before === undefined && cells.name === undefined) fault(entry, null, NO_NAME);
    if (unitId === undefined) {
      // With a sponsor it is the sponsor's row that is at fault.
      if (cells.unit === undefined && typeof cells.sponsor !== 'string') fault(entry, null, NO_UNIT);
    } else if (!before && !reach.mayWrite(unitId)) fault(entry, 'unit', NO_UNIT);
    if (faults.has(cells.row) || unitId === undefined) continue;
    const after = valuesOf(entry, unitId);
    const changed = before ? changedMembers(before, after) : { before: {}, after: { ...after } };
    if (changed) plan.people.push({ row: cells.row, id: entry.id, before, after, changed });
    else plan.unchanged += 1;
  }
  return plan;
}

/** The unit that the row itself names, or where the person is. */
function unitOf(entry: Entry, reach: PeopleReach, fault: Fault): string | undefined {
  const { unit } = entry.cells;
  if (unit === undefined) return entry.before?.unitId;
  const found = reach.findUnit(unit);
  if ('value' in found) return found.value.id;
  fault(entry, 'unit', found.mistake);
  return undefined;
}

function valuesOf(entry: Entry, unitId: string): PersonValues {
  const { cells, before } = entry;
  const sponsorId = finalSponsor(entry);
  return {
    unitId,
    name: cells.name ?? before?.name ?? '',
    serviceNumber: cells.serviceNumber ?? before?.serviceNumber ?? null,
    email: cells.email === undefined ? (before?.email ?? null) : cells.email,
    locale: cells.locale ?? before?.locale ?? 'en',
    sponsorId,
    isMinor: cells.isMinor ?? before?.isMinor ?? false,
    sponsorInformed: sponsorId !== null && (cells.sponsorInformed ?? before?.sponsorInformed ?? false),
  };
}

/** What a row would do, in the words of the file. */
export function describePerson(
  planned: PlannedPerson,
  nameOf: (member: string, value: unknown) => string | null,
): ImportChange {
  const { row, before, after, changed } = planned;
  const members = Object.keys(changed.after).filter((member) => before || !isEmpty(changed.after[member]));
  return {
    row,
    action: before ? 'update' : 'create',
    name: after.name,
    columns: members.map((member) => ({
      column: HEADINGS[member] ?? member,
      before: before ? nameOf(member, changed.before[member]) : null,
      after: nameOf(member, changed.after[member]),
    })),
  };
}

const isEmpty = (value: unknown) => value === null || value === false;

const HEADINGS: Record<string, string> = {
  unitId: 'unit',
  serviceNumber: 'service number',
  locale: 'language',
  sponsorId: 'sponsor',
  isMinor: 'minor',
  sponsorInformed: 'sponsor informed',
};

function sameAs(row: number): Mistake {
  return { detail: `Row ${row} is about the same.`, remedy: 'Keep one of the two rows.' };
}

function sameAddress(row: number): Mistake {
  return {
    detail: `Row ${row} has the same e-mail address.`,
    remedy: 'Keep one of the two rows, or give both a service number.',
  };
}

const NAMELESS: Mistake = {
  detail: 'Nothing says who this is.',
  remedy: 'Give a service number, an e-mail address, or (for a dependant) name and sponsor.',
};
const NAMESAKES: Mistake = {
  detail: 'The sponsor has several dependants of this name.',
  remedy: 'Give each of them a service number on the page "People", and write it here.',
};
const NO_NAME: Mistake = {
  detail: 'Nobody is known by this, and there is no name.',
  remedy: 'Write the name of the new person.',
};
const NO_UNIT: Mistake = {
  detail: 'A new person needs a unit that you may change.',
  remedy: 'Write its key, its name or its path of names.',
};
const OUT_OF_REACH: Mistake = {
  detail: 'This is somebody of a unit that you may not change.',
  remedy: 'Leave the row out, or ask an administrator of that unit.',
};
const OWN_SPONSOR: Mistake = { detail: 'Nobody is their own sponsor.', remedy: 'Leave the cell empty.' };
const DEPENDANT_AS_SPONSOR: Mistake = {
  detail: 'A dependant cannot be a sponsor.',
  remedy: 'Name the person whose dependant both are.',
};
const HAS_DEPENDANTS: Mistake = {
  detail: 'This person has dependants and so cannot be one.',
  remedy: 'Give the dependants another sponsor first.',
};
const NOBODY_TO_INFORM: Mistake = {
  detail: 'Without a sponsor there is nobody else to inform.',
  remedy: 'Name the sponsor, or leave the cell empty.',
};
