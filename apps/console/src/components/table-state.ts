import { useMemo, useState } from 'react';

/** What a table is sorted by, and how to sort it by something else. */
export interface Sorting {
  /** As the API has it: `-` before it turns the order round; absent: as the API sorts by itself. */
  value: string | undefined;
  by: (key: string) => void;
}

/** For `aria-sort`. */
export function directionOf({ value }: Sorting, key: string): 'ascending' | 'descending' | 'none' {
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
  const [chosen, setChosen] = useState<Chosen>({ filter: key, isAll: false, ids: new Set() });
  return useMemo(() => {
    const { isAll, ids } = chosen.filter === key ? chosen : { isAll: false, ids: new Set<string>() };
    const set = (next: Iterable<string>) => setChosen({ filter: key, isAll: false, ids: new Set(next) });
    return {
      isAll,
      ids,
      has: (id) => isAll || ids.has(id),
      // Of all that fit, one cannot be left out by itself: it begins anew with that one.
      toggle: (id) => set(isAll ? [id] : ids.has(id) ? [...ids].filter((other) => other !== id) : [...ids, id]),
      set,
      setAll: () => setChosen({ filter: key, isAll: true, ids: new Set() }),
    };
  }, [chosen, key]);
}
