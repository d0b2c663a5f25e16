import type { DeviceSort } from '@cordon/contract';
import type { DevicePlace } from '@cordon/db';
import { z } from 'zod';
import { invalid } from '../../resources/refusals.ts';

/** What a cursor of a sorted list holds: its order, then the place of the last device of the page. */
const Content = z.tuple([
  z.string().max(20),
  z.number().int().min(1).max(8),
  z
    .string()
    .max(200)
    // PostgreSQL has no such character in its texts.
    .refine((key) => !key.includes('\0'))
    .nullable(),
  z.uuid(),
]);

/** A place in an order as a cursor. */
export function cursorOf({ stretch, key, id }: DevicePlace, sort: DeviceSort): string {
  return Buffer.from(JSON.stringify([sort, stretch, key, id])).toString('base64url');
}

/**
 * Reads a cursor.
 *
 * @returns the place to go on after; `undefined` without a cursor
 * @throws AppError `validation` if this server cannot have given it for this order
 */
export function placeOf(cursor: string | undefined, sort: DeviceSort): DevicePlace | undefined {
  if (cursor === undefined) return undefined;
  const content = Content.safeParse(parse(Buffer.from(cursor, 'base64url').toString()));
  if (!content.success) throw invalid('/cursor', 'Give a "nextCursor" as it was received.');
  const [order, stretch, key, id] = content.data;
  if (order !== sort || !isKeyOf(sort, stretch, key))
    throw invalid('/cursor', 'Give a "nextCursor" of a list of the same order.');
  return { stretch, key, id };
}

/** The first stretch of an order has a key, an instant's of digits alone; the others, of what lacks it, have none. */
function isKeyOf(sort: DeviceSort, stretch: number, key: string | null): boolean {
  const by = sort.replace('-', '');
  if (stretch > 1 || by === 'enrolledAt' || by === 'verdict') return key === null;
  return key !== null && (by !== 'lastReportAt' || /^\d{1,15}$/.test(key));
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
