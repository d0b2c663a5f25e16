import { isUtf8 } from 'node:buffer';
import { finished } from 'node:stream/promises';
import { setImmediate as letOthersRun } from 'node:timers/promises';
import { AppError, MAX_IMPORT_ROWS } from '@cordon/contract';
import { CsvError, parse } from 'csv-parse';
import type { FaultList, Mistake } from './fault-list.ts';

/** A CSV file (RFC 4180) taken apart: its headings, and its rows as text. */
export interface CsvFile {
  headings: string[];
  rows: CsvRow[];
}

export interface CsvRow {
  /** As a spreadsheet counts: the headings are row 1. */
  row: number;
  cells: string[];
}

/** Bytes between two looks at what else waits: reports must not. */
const CHUNK_BYTES = 65_536;
/** No row comes near; an unclosed quote would otherwise swallow the file. */
const MAX_RECORD_CHARACTERS = 16_384;

/**
 * Reads a file of commas, semicolons or tabs, whichever its first row has, in UTF-8 with or without a byte order mark. Blank
 * rows are left out. What cannot be read is a fault; what stands above it is still read.
 *
 * @throws AppError `too-large` with more than {@link MAX_IMPORT_ROWS} rows
 */
export async function readCsvFile(body: Buffer, faults: FaultList): Promise<CsvFile | undefined> {
  const mistake = mistakeOfEncoding(body);
  if (mistake) {
    faults.add(mistake.row, null, undefined, mistake);
    return undefined;
  }
  const { records, error } = await parseRecords(body.subarray(startsWithMark(body) ? 3 : 0));
  if (error) faults.add(error.row, null, undefined, UNREADABLE[error.code] ?? UNREADABLE.QUOTES);
  const [header, ...rows] = records;
  if (rows.length > MAX_IMPORT_ROWS) throw tooManyRows();
  if (header) return { headings: header.cells, rows };
  if (faults.count === 0) faults.add(1, null, undefined, EMPTY);
  return undefined;
}

interface Records {
  records: CsvRow[];
  /** Where reading ended before the file did. */
  error?: { row: number; code: string };
}

async function parseRecords(text: Buffer): Promise<Records> {
  const records: CsvRow[] = [];
  let row = 0;
  const parser = parse({
    delimiter: delimiterOf(text),
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    max_record_size: MAX_RECORD_CHARACTERS,
    // Taken as they come: what stands above an error would be lost with the parser's buffer.
    on_record: (record: string[]) => {
      row += 1;
      const cells = record.map((cell) => cell.trim());
      if (cells.some((cell) => cell !== '')) records.push({ row, cells });
      return null;
    },
  });
  const ended = finished(parser.resume());
  // Awaited below; until then an error must not count as one that nobody handles.
  ended.catch(() => undefined);
  for (const chunk of chunksOf(text)) {
    if (parser.destroyed) break;
    parser.write(chunk);
    await letOthersRun();
    if (records.length > MAX_IMPORT_ROWS + 1) break;
  }
  parser.end();
  try {
    await ended;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { records, error: { row: row + 1, code: error.code } };
  }
  return { records };
}

function* chunksOf(text: Buffer): Generator<Buffer> {
  for (let from = 0; from < text.length; from += CHUNK_BYTES) yield text.subarray(from, from + CHUNK_BYTES);
}

/** Spreadsheets write semicolons where the comma is the decimal sign. */
function delimiterOf(text: Buffer): string {
  const [header = ''] = text
    .subarray(0, MAX_RECORD_CHARACTERS)
    .toString()
    .split(/[\r\n]/, 1);
  const count = (sign: string) => header.split(sign).length;
  return [',', ';', '\t'].reduce((best, sign) => (count(sign) > count(best) ? sign : best));
}

/** The byte order mark that spreadsheets put before UTF-8. */
function startsWithMark([first, second, third]: Buffer): boolean {
  return first === 0xef && second === 0xbb && third === 0xbf;
}

function mistakeOfEncoding(body: Buffer): (Mistake & { row: number }) | undefined {
  const [first, second] = body;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return { row: 1, ...UTF_16 };
  if (!isUtf8(body)) return { row: rowOfWrongByte(body), ...NOT_UTF_8 };
  return body.includes(0) ? { row: 1, ...NO_TEXT } : undefined;
}

/** The line of the first byte that is no UTF-8: near enough to the row to be found. */
function rowOfWrongByte(body: Buffer): number {
  let row = 1;
  let start = 0;
  for (let end = body.indexOf(0x0a); end >= 0; end = body.indexOf(0x0a, start)) {
    if (!isUtf8(body.subarray(start, end))) break;
    start = end + 1;
    row += 1;
  }
  return row;
}

function tooManyRows(): AppError {
  const limit = MAX_IMPORT_ROWS.toLocaleString('en');
  return new AppError(
    'too-large',
    `A file may have ${limit} rows. Split it, and import the parts one after the other.`,
  );
}

const EMPTY = { detail: 'The file is empty.', remedy: 'Begin with the template: its first row names the columns.' };
const UTF_16 = {
  detail: 'The file is in UTF-16.',
  remedy: 'Save it as "CSV UTF-8" rather than as "Unicode text".',
};
const NOT_UTF_8 = {
  detail: 'From this row on the file is not in UTF-8.',
  remedy: 'Save it as "CSV UTF-8", so that letters beyond A to Z arrive as they are.',
};
const NO_TEXT = {
  detail: 'This is not a text file.',
  remedy: 'Save the spreadsheet as "CSV UTF-8", then choose that file.',
};

const UNREADABLE: Record<string, Mistake> & { QUOTES: Mistake } = {
  QUOTES: {
    detail: 'The quotation marks of this row do not match; rows below it were not read.',
    remedy: 'Put the cell in quotation marks and double each one inside it: "Asha ""Asu"" Rao".',
  },
  CSV_MAX_RECORD_SIZE: {
    detail: 'This row is longer than any can be; rows below it were not read.',
    remedy: 'Look for a quotation mark that is opened and not closed.',
  },
};
