import { z } from 'zod';
import { AppError } from './problems.ts';

/** Lists are read page by page: `limit` and `cursor` in, `items` and `nextCursor` out. */

const MAX_LIMIT = 200;

/** Query members of every list; spread into a route's query schema. */
export const PAGE_QUERY = {
  limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(50).describe('How many items at most.'),
  cursor: z.string().min(1).max(300).optional().describe('`nextCursor` of the page before.'),
};

/** Schema of one page of items. */
export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({
    items: z.array(item),
    nextCursor: z.string().nullable().describe('Give it as `cursor` to read on; null: this is the last page.'),
  });
}

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/**
 * Makes a page of `limit + 1` rows that a store has read: the row too many only says that there is more.
 *
 * @param keyOf what the store goes on after, e.g. the row's id
 */
export function toPage<Row>(rows: readonly Row[], limit: number, keyOf: (row: Row) => string): Page<Row> {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  const nextCursor = rows.length > limit && last !== undefined ? Buffer.from(keyOf(last)).toString('base64url') : null;
  return { items, nextCursor };
}

/**
 * Reads a cursor whose key is an id.
 *
 * @returns the id to go on after; `undefined` without a cursor
 * @throws AppError `validation` if this server cannot have given it
 */
export function idAfter(cursor: string | undefined): string | undefined {
  if (cursor === undefined) return undefined;
  const id = z.uuid().safeParse(Buffer.from(cursor, 'base64url').toString());
  if (id.success) return id.data;
  const errors = [{ pointer: '/cursor', detail: 'Give a "nextCursor" as it was received.' }];
  throw new AppError('validation', 'The cursor is invalid.', { errors });
}
