import { setImmediate as letOthersRun } from 'node:timers/promises';
import type { ImportFormat } from '@cordon/contract';
import type { z } from 'zod';
import type { CsvFile, CsvRow } from './csv-file.ts';
import type { FaultList, Mistake } from './fault-list.ts';

/** Rows between two looks at what else waits: reports must not. */
const ROWS_PER_TURN = 1_000;

/** What a column's cells hold, and how to say so to people. */
export interface Column<T> {
  heading: string;
  description: string;
  /** For the template. */
  examples: readonly [string, string];
  isRequired?: boolean;
  /** A lone hyphen empties what is there. */
  isClearable?: boolean;
  read(text: string): { value: T } | { mistake: Mistake };
}

// biome-ignore lint/suspicious/noExplicitAny: the type of a cell is its column's own matter.
export type Columns = Record<string, Column<any>>;
type ValueOf<C> = C extends Column<infer T> ? T : never;

/** A row by its columns. Absent: the cell is empty, or the file lacks the column; null: it empties what is there. */
export type ReadRow<C extends Columns> = { row: number; isReadable: boolean } & {
  [K in keyof C]?: C[K] extends { isClearable: true } ? ValueOf<C[K]> | null : ValueOf<C[K]>;
};

/** A file with its rows read; `headingOf` names a column as the file does. */
export interface ReadFile<C extends Columns> {
  rows: ReadRow<C>[];
  headingOf(column: keyof C): string;
}

/** Reads a cell by a schema of the API, so that an import takes what the API takes. */
export function bySchema<T>(schema: z.ZodType<T>, detail: string, remedy: string): Column<T>['read'] {
  return (text) => {
    const { success, data } = schema.safeParse(text);
    return success ? { value: data } : { mistake: { detail, remedy } };
  };
}

/** Reads `yes` and `no`. */
export function yesOrNo(text: string): { value: boolean } | { mistake: Mistake } {
  const word = text.toLowerCase();
  if (['yes', 'true', '1'].includes(word)) return { value: true };
  if (['no', 'false', '0'].includes(word)) return { value: false };
  return { mistake: { detail: 'This is neither yes nor no.', remedy: 'Write "yes" or "no", or leave it empty.' } };
}

/** Reads a list whose entries are parted by semicolons. */
export function listOf(
  schema: z.ZodType<string[]>,
  detail: string,
  remedy: string,
): (text: string) => { value: string[] } | { mistake: Mistake } {
  return (text) => {
    const entries = text.split(';').map((entry) => entry.trim());
    const { success, data } = schema.safeParse([...new Set(entries.filter((entry) => entry !== ''))].sort());
    return success ? { value: data } : { mistake: { detail, remedy } };
  };
}

/**
 * Reads the rows of a file by the columns its headings name. Faults of the headings are faults of row 1.
 *
 * @returns `undefined` if the headings say too little for the rows to be read
 */
export async function readRows<C extends Columns>(
  file: CsvFile,
  columns: C,
  faults: FaultList,
): Promise<ReadFile<C> | undefined> {
  const places = placeColumns(file.headings, columns, faults);
  if (faults.has(1)) return undefined;
  const rows: ReadRow<C>[] = [];
  for (const row of file.rows) {
    rows.push(readRow(row, file.headings, places, faults) as ReadRow<C>);
    if (rows.length % ROWS_PER_TURN === 0) await letOthersRun();
  }
  return { rows, headingOf: (column) => nameOf(file.headings, places, String(column), columns) };
}

interface Place {
  key: string;
  column: Column<unknown>;
}

function placeColumns(headings: string[], columns: Columns, faults: FaultList): (Place | undefined)[] {
  const byName = new Map(Object.entries(columns).map(([key, column]) => [plain(column.heading), { key, column }]));
  const seen = new Set<string>();
  const places = headings.map((heading) => {
    const place = byName.get(plain(heading));
    if (!place) faults.add(1, heading.slice(0, 64), heading, unknownColumn(columns));
    else if (seen.has(place.key)) faults.add(1, heading, heading, TWICE);
    else seen.add(place.key);
    return place;
  });
  for (const [key, { heading, isRequired }] of Object.entries(columns))
    if (isRequired && !seen.has(key)) faults.add(1, heading, undefined, missingColumn(heading));
  return places;
}

function readRow({ row, cells }: CsvRow, headings: string[], places: (Place | undefined)[], faults: FaultList) {
  const read: Record<string, unknown> = { row, isReadable: true };
  const isUneven = cells.slice(headings.length).some((cell) => cell !== '') || cells.length < headings.length;
  if (isUneven) {
    faults.add(row, null, undefined, uneven(cells.length, headings.length));
    return { ...read, isReadable: false };
  }
  for (const [index, place] of places.entries()) {
    const cell = cells[index] ?? '';
    if (!place || cell === '') continue;
    const result = readCell(place.column, cell);
    if ('value' in result) read[place.key] = result.value;
    else faults.add(row, headings[index] ?? null, cell, result.mistake);
  }
  return { ...read, isReadable: !faults.has(row) };
}

/** Our exports put an apostrophe before what a spreadsheet would run; without one it is refused. */
function readCell(column: Column<unknown>, cell: string): { value: unknown } | { mistake: Mistake } {
  if (cell === '-' && column.isClearable) return { value: null };
  if (/^'[=+\-@\t\r]/.test(cell)) return column.read(cell.slice(1));
  return /^[=+\-@]/.test(cell) ? { mistake: FORMULA } : column.read(cell);
}

/** Headings are the same whatever their case, spaces, hyphens and underscores. */
function plain(heading: string): string {
  return heading.toLowerCase().replaceAll(/[\s_-]+/g, '');
}

function nameOf(headings: string[], places: (Place | undefined)[], key: string, columns: Columns): string {
  return headings[places.findIndex((place) => place?.key === key)] ?? columns[key]?.heading ?? key;
}

/** What `GET /v1/imports/{kind}` says of the columns, and a file to begin with. */
export function describeColumns(columns: Columns): Pick<ImportFormat, 'columns' | 'template'> {
  const all = Object.values(columns);
  const lines = [all.map((column) => column.heading), ...[0, 1].map((n) => all.map((column) => column.examples[n]))];
  return {
    columns: all.map(({ heading, description, isRequired = false, isClearable = false }) => ({
      heading,
      isRequired,
      isClearable,
      description,
    })),
    // Our own words, none of which needs quotation marks.
    template: `${lines.map((line) => line.join(',')).join('\r\n')}\r\n`,
  };
}

const FORMULA = {
  detail: 'A spreadsheet would run this as a formula.',
  remedy: 'Remove the sign it begins with, or put an apostrophe before it.',
};
const TWICE = { detail: 'Two columns have this heading.', remedy: 'Keep one of them.' };

function unknownColumn(columns: Columns): Mistake {
  const known = Object.values(columns).map((column) => column.heading);
  return { detail: 'There is no such column.', remedy: `Remove it, or name it one of: ${known.join(', ')}.` };
}

function missingColumn(heading: string): Mistake {
  return { detail: `The column "${heading}" is missing.`, remedy: 'Add it; the template has all columns.' };
}

function uneven(cells: number, headings: number): Mistake {
  return {
    detail: `The row has ${cells} cells, and there are ${headings} headings.`,
    remedy: 'Put a cell with a comma in quotation marks; give each heading a cell, be it empty.',
  };
}
