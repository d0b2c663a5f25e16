import { z } from 'zod';

/** `/v1/imports`: people, and what an organisation knows of its devices, from CSV files. */

/** What a file lists. */
export const ImportKind = z.enum(['people', 'devices']);
export type ImportKind = z.infer<typeof ImportKind>;

/** Rows of a file, without its header. */
export const MAX_IMPORT_ROWS = 100_000;
export const MAX_IMPORT_BYTES = 16 * 1_048_576;
/** Faults and changes that an answer lists; it counts all. */
export const MAX_IMPORT_FAULTS = 10_000;
export const MAX_IMPORT_CHANGES = 500;

export const ImportParams = z.strictObject({ kind: ImportKind });

/** The columns that a file of one kind may have, and a file to begin with. */
export const ImportFormat = z.object({
  kind: ImportKind,
  columns: z.array(
    z.object({
      heading: z.string().describe('In the first row; case, spaces, hyphens and underscores do not matter.'),
      isRequired: z.boolean(),
      isClearable: z.boolean().describe('A lone hyphen empties what is there.'),
      description: z.string(),
    }),
  ),
  template: z.string().describe('A CSV file with the headings and two examples.'),
});
export type ImportFormat = z.infer<typeof ImportFormat>;

export const ImportQuery = z.strictObject({
  kind: ImportKind,
  dryRun: z
    .enum(['true', 'false'])
    .describe('true: tells all that would be done and every fault, and changes nothing.'),
});
export type ImportQuery = z.infer<typeof ImportQuery>;

/** What is wrong in one cell, one row, or (without a column) the row as a whole. */
export const ImportFault = z.object({
  row: z.number().int().describe('As a spreadsheet counts: the headings are row 1.'),
  column: z.string().nullable(),
  value: z.string().nullable().describe('What stands there, cut at 100 characters. Hostile text: escape it.'),
  detail: z.string().describe('What is wrong.'),
  remedy: z.string().describe('How to mend it.'),
});
export type ImportFault = z.infer<typeof ImportFault>;

/** What a row makes or changes. */
export const ImportChange = z.object({
  row: z.number().int(),
  action: z.enum(['create', 'update']),
  name: z.string().describe('The person or device.'),
  columns: z.array(z.object({ column: z.string(), before: z.string().nullable(), after: z.string().nullable() })),
});
export type ImportChange = z.infer<typeof ImportChange>;

export const ImportResult = z.object({
  id: z.uuid().nullable().describe('Target of its audit event; null: nothing was changed.'),
  kind: ImportKind,
  isApplied: z.boolean(),
  rows: z.number().int(),
  created: z.number().int(),
  updated: z.number().int(),
  unchanged: z.number().int(),
  faulty: z.number().int().describe('Rows with at least one fault.'),
  faultCount: z.number().int(),
  faults: z.array(ImportFault).describe(`The first ${MAX_IMPORT_FAULTS}, by row.`),
  changes: z.array(ImportChange).describe(`The first ${MAX_IMPORT_CHANGES}, by row.`),
});
export type ImportResult = z.infer<typeof ImportResult>;
