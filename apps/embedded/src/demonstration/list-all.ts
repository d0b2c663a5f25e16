import type { Page } from '@cordon/contract';
import type { z } from 'zod';
import type { OperatorClient } from './operator-client.ts';

/** Reads a list to its end, page by page. `path` may have a query. */
export async function listAll<T>(api: OperatorClient, path: string, schema: z.ZodType<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const query: string = `limit=200${cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`}`;
    const page: Page<T> = await api.get(`${path}${path.includes('?') ? '&' : '?'}${query}`, schema);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
}
