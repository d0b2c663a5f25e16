import { Readable } from 'node:stream';
import type { ExportFormat, Page } from '@cordon/contract';
import { appendAuditEvent, type Database, withOrganisation } from '@cordon/db';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { Operator } from '../plugins/operator.ts';
import { csvRecord } from './csv.ts';

/** What each line of an export says, in order: name of a column, and its value of an item. */
export type ExportColumns<Item> = Readonly<Record<string, (item: Item) => string | number | null>>;

/** Reads one page of what is exported. */
export type ReadPage<Item> = (cursor: string | undefined) => Promise<Page<Item>>;

/** How many items are read, and held in memory, at once. */
export const EXPORT_PAGE = 500;

/** In words of the document; what is sent is a stream, which is not serialised. */
const File: z.ZodType<unknown> = z.string();

/** The answer of a route that exports, for its schema. */
export const EXPORT_RESPONSE = {
  200: {
    description: 'All of the list, in its order, streamed.',
    content: { 'text/csv': { schema: File }, 'application/x-ndjson': { schema: File } },
  },
};

const MEDIA_TYPES = { csv: 'text/csv; charset=utf-8; header=present', ndjson: 'application/x-ndjson' };

/**
 * Streams a list as a file: page by page, each in a transaction of its own, the next one only when the reader has taken the
 * one before. If a page cannot be read, the connection is cut, so that a part is never taken for the whole.
 */
export async function sendExport<Item>(
  reply: FastifyReply,
  file: { name: string; format: ExportFormat; now: Date },
  columns: ExportColumns<Item>,
  read: ReadPage<Item>,
): Promise<FastifyReply> {
  // What is refused is refused before the file begins.
  const first = await read(undefined);
  const lines = file.format === 'csv' ? csvLines(first, columns, read) : jsonLines(first, read);
  return reply
    .type(MEDIA_TYPES[file.format])
    .header(
      'content-disposition',
      `attachment; filename="${file.name}-${file.now.toISOString().slice(0, 10)}.${file.format}"`,
    )
    .send(Readable.from(lines));
}

async function* csvLines<Item>(first: Page<Item>, columns: ExportColumns<Item>, read: ReadPage<Item>) {
  yield csvRecord(Object.keys(columns));
  const cells = Object.values(columns);
  for await (const items of pagesOf(first, read))
    yield items.map((item) => csvRecord(cells.map((cellOf) => cellOf(item)))).join('');
}

async function* jsonLines<Item>(first: Page<Item>, read: ReadPage<Item>) {
  for await (const items of pagesOf(first, read)) yield items.map((item) => `${JSON.stringify(item)}\n`).join('');
}

async function* pagesOf<Item>(first: Page<Item>, read: ReadPage<Item>) {
  let page = first;
  while (page.items.length > 0) {
    yield page.items;
    if (page.nextCursor === null) return;
    page = await read(page.nextCursor);
  }
}

/** What may be a person's name or number: that it was asked for is noted, not what it was. */
const PERSONAL = new Set(['q', 'imei', 'serialNumber']);

/** Notes who takes which list out of the system, before any of it leaves. */
export function auditExport(
  database: Database,
  operator: Operator,
  list: 'devices' | 'findings',
  query: Readonly<Record<string, unknown>>,
  now: Date,
): Promise<void> {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  const details = Object.fromEntries(given.map(([name, value]) => [name, PERSONAL.has(name) ? 'given' : value]));
  const unitId = typeof query.unitId === 'string' ? query.unitId : undefined;
  const event = { at: now, actor: operator.actor, action: `${list}.exported`, target: { kind: list }, details };
  return withOrganisation(database, operator.organisationId, (tx) =>
    appendAuditEvent(tx, operator.organisationId, unitId === undefined ? event : { ...event, unitId }),
  );
}
