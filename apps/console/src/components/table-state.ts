import { useMemo, useState } from 'react';

/** What a table is sorted by, and how to sort it by something else. */
export interface Sorting {
  /** As the API has it: `-` before it turns the order round; absent: as the API sorts by itself. */
  value: string | undefined;
  by: (key: string) => void;
}

/** For `aria-sort`. */
export function directionOf(value: string | undefined, key: string): 'ascending' | 'descending' | 'none' {
  if (value === key) return 'ascending';
  return value === `-${key}` ? 'descending' : 'none';
}

/** What follows when a column is chosen: its order, then the other way round, then none. */
export function nextSort(value: string | undefined, key: string): string | undefined {
  if (value === key) return `-${key}`;
  return value === `-${key}` ? undefined : key;
}

/** Rows that somebody has chosen: some by their ids, or all that fit a filter, whether read or not. */
export interface Selection {
  isAll: boolean;
  ids: ReadonlySet<string>;
  has: (id: string) => boolean;
  toggle: (id: string) => void;
  set: (ids: readonly string[]) => void;
  setAll: () => void;
}

interface Chosen {
  filter: string;
  isAll: boolean;
  ids: ReadonlySet<string>;
}

/** A selection in a list; another filter begins a new one. */
export function useSelection(filter: object): Selection {
  const key = JSON.stringify(filter);
  const [chosen, setChosen] = useState<Chosen>({ filter: key, isAll: false, ids: NONE });
  // The same for each rendering, so that a row that does not change is not made anew.
  const change = useMemo(() => {
    const of = (isAll: boolean, ids: Iterable<string>) => setChosen({ filter: key, isAll, ids: new Set(ids) });
    return {
      toggle: (id: string) => setChosen((before) => toggled(before.filter === key ? before : undefined, key, id)),
      set: (ids: readonly string[]) => of(false, ids),
      setAll: () => of(true, []),
    };
  }, [key]);
  const { isAll, ids } = chosen.filter === key ? chosen : { isAll: false, ids: NONE };
  return { isAll, ids, has: (id) => isAll || ids.has(id), ...change };
}

const NONE: ReadonlySet<string> = new Set();

/** Of all that fit, one cannot be left out by itself: it begins anew with that one. */
function toggled(before: Chosen | undefined, filter: string, id: string): Chosen {
  const ids = before === undefined || before.isAll ? [] : [...before.ids];
  const next = before?.ids.has(id) ? ids.filter((other) => other !== id) : [...ids, id];
  return { filter, isAll: false, ids: new Set(next) };
}
