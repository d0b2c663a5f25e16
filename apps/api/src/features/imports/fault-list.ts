import { type ImportFault, MAX_IMPORT_FAULTS } from '@cordon/contract';

/** What is wrong with a value, and how to mend it. */
export interface Mistake {
  detail: string;
  remedy: string;
}

/** Collects the faults of a file: all are counted, the first so many are kept. */
export interface FaultList {
  add(row: number, column: string | null, value: string | undefined, mistake: Mistake): void;
  /** Whether the row has a fault. */
  has(row: number): boolean;
  readonly count: number;
  readonly rows: number;
  /** In order of their rows. */
  list(): ImportFault[];
}

const MAX_VALUE = 100;

export function createFaultList(): FaultList {
  const kept: ImportFault[] = [];
  const rows = new Set<number>();
  let count = 0;
  return {
    add: (row, column, value, { detail, remedy }) => {
      count += 1;
      rows.add(row);
      if (kept.length >= MAX_IMPORT_FAULTS) return;
      const shown = value === undefined ? null : [...value.slice(0, 2 * MAX_VALUE)].slice(0, MAX_VALUE).join('');
      kept.push({ row, column, value: shown, detail, remedy });
    },
    has: (row) => rows.has(row),
    get count() {
      return count;
    },
    get rows() {
      return rows.size;
    },
    list: () => kept.sort((a, b) => a.row - b.row),
  };
}
