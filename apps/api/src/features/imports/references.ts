import type { PersonRow, UnitRow } from '@cordon/db';
import type { Mistake } from './fault-list.ts';

const MAX_REFERENCE = 1_000;

/** Reads text that names something else: what, is looked up later. */
export function reference(text: string): { value: string } | { mistake: Mistake } {
  if (text.length <= MAX_REFERENCE) return { value: text };
  return { mistake: { detail: 'This is too long to name anything.', remedy: 'Look at the commas of this row.' } };
}

/** Finds by text; what is not found, or not one, is a mistake. */
export type Lookup<T> = (text: string) => { value: T } | { mistake: Mistake };

/**
 * Finds units by key, by name, or by a path of names; of a path the beginning may be left out.
 *
 * @param readable what the caller may read: paths begin at the topmost of these
 * @param isWritable where the caller may put what is imported
 */
export function unitLookup(readable: readonly UnitRow[], isWritable: (id: string) => boolean): Lookup<UnitRow> {
  const byId = new Map(readable.map((unit) => [unit.id, unit]));
  const byText = new Map<string, Set<UnitRow>>();
  const add = (text: string, unit: UnitRow) => byText.set(text, (byText.get(text) ?? new Set()).add(unit));
  for (const unit of readable.filter(({ id }) => isWritable(id))) {
    const names = unit.path.flatMap((id) => byId.get(id)?.name ?? []);
    for (let from = 0; from < names.length; from += 1) add(pathText(names.slice(from)), unit);
  }
  const byKey = new Map(readable.filter(({ id }) => isWritable(id)).map((unit) => [unit.key, unit]));
  return (text) => {
    const unit = byKey.get(text.toLowerCase());
    return unit ? { value: unit } : onlyOne([...(byText.get(pathText(text.split('/'))) ?? [])], UNIT);
  };
}

function pathText(names: readonly string[]): string {
  return names
    .join('/')
    .split('/')
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '')
    .join('/');
}

/** Finds people by service number or, with an @, by e-mail address; of a family's common address, the sponsor. */
export function personLookup(people: readonly PersonRow[]): Lookup<PersonRow> {
  const byNumber = new Map(people.map((person) => [person.serviceNumber, person]));
  const byEmail = groupedBy(people, (person) => person.email);
  return (text) => {
    const person = byNumber.get(text);
    if (person) return { value: person };
    const found = text.includes('@') ? (byEmail.get(text.toLowerCase()) ?? []) : [];
    const heads = found.filter(({ sponsorId }) => sponsorId === null);
    return onlyOne(heads.length > 0 ? heads : found, PERSON);
  };
}

/** Lists by key; what has none is left out. */
export function groupedBy<T>(items: Iterable<T>, keyOf: (item: T) => string | null | undefined): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === null || key === undefined) continue;
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** The one that was found. */
export function onlyOne<T>(found: readonly T[], words: ReferenceWords): { value: T } | { mistake: Mistake } {
  const [first, second] = found;
  if (first === undefined) return { mistake: words.none };
  return second === undefined ? { value: first } : { mistake: words.several };
}

export interface ReferenceWords {
  none: Mistake;
  several: Mistake;
}

const UNIT: ReferenceWords = {
  none: {
    detail: 'There is no such unit that you may change.',
    remedy: 'Write its key, its name or its path of names, as the page "Units" shows them.',
  },
  several: { detail: 'Several units have this name.', remedy: 'Write the key of the one that is meant.' },
};

export const PERSON: ReferenceWords = {
  none: {
    detail: 'There is no such person.',
    remedy: 'Write the service number or e-mail address of somebody known, or import that person first.',
  },
  several: { detail: 'Several people have this e-mail address.', remedy: 'Write the service number.' },
};
