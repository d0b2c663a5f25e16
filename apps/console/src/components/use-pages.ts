import {
  type InfiniteData,
  keepPreviousData,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
} from '@tanstack/react-query';
import { whileAttended } from '../session/presence.ts';

interface Page<Row> {
  items: Row[];
  nextCursor: string | null;
}

/**
 * Reads a list of the API page by page and keeps it up to date while somebody looks at it.
 *
 * @param key of the list with its filters
 * @param read one page after a cursor
 */
export function usePages<Row>(
  key: readonly unknown[],
  read: (cursor: string | undefined) => Promise<Page<Row>>,
  options: { refreshSeconds?: number; enabled?: boolean } = {},
): UseInfiniteQueryResult<InfiniteData<Page<Row>>> {
  return useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam }) => read(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: whileAttended(options.refreshSeconds ?? 15),
    enabled: options.enabled ?? true,
  });
}
