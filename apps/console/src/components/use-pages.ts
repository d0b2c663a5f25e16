import {
  type InfiniteData,
  infiniteQueryOptions,
  keepPreviousData,
  type QueryClient,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
} from '@tanstack/react-query';
import { whileAttended } from '../session/presence.ts';

interface Page<Row> {
  items: Row[];
  nextCursor: string | null;
}

const MAX_FRESH_PAGES = 4;

/** Reading again is reading every page again, one after the other: a list that was read far down stays as it was read. */
function isLong(data: unknown): boolean {
  return ((data as Partial<InfiniteData<unknown>> | undefined)?.pages?.length ?? 0) > MAX_FRESH_PAGES;
}

/** After a change of one's own: what is on the screen is read again, a list that was read far down from its beginning. */
export async function refreshLists(client: QueryClient, keys: readonly string[]): Promise<void> {
  const isMeant = (queryKey: readonly unknown[]) => keys.includes(String(queryKey[0]));
  await client.resetQueries({ predicate: ({ queryKey, state }) => isMeant(queryKey) && isLong(state.data) });
  await client.invalidateQueries({ predicate: ({ queryKey }) => isMeant(queryKey) });
}

/** A list of the API as it is asked for page by page, also before it is on the screen. */
export function pagesOf<Row>(
  key: readonly unknown[],
  read: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<Row>>,
) {
  return infiniteQueryOptions({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  });
}

/**
 * Reads a list of the API page by page and keeps it up to date while somebody looks at it.
 *
 * @param key of the list with its filters
 * @param read one page after a cursor; the signal ends what is not waited for any more
 */
export function usePages<Row>(
  key: readonly unknown[],
  read: (cursor: string | undefined, signal: AbortSignal) => Promise<Page<Row>>,
  options: { refreshSeconds?: number; enabled?: boolean } = {},
): UseInfiniteQueryResult<InfiniteData<Page<Row>>> {
  return useInfiniteQuery({
    ...pagesOf(key, read),
    placeholderData: keepPreviousData,
    refetchInterval: whileAttended(options.refreshSeconds ?? 15),
    enabled: ({ state }) => (options.enabled ?? true) && !isLong(state.data),
  });
}
