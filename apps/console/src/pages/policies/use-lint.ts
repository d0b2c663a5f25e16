import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';

/** A moment after the last key. */
const PAUSE_MS = 350;

/** What the linter says of a source while it is written. */
export function useLint(
  name: string,
  format: 'yaml' | 'json',
  source: string,
  enabled: boolean,
): { lint: Answer<'lintPolicy'> | undefined; isCurrent: boolean } {
  const [settled] = useDebouncedValue(source, PAUSE_MS);
  const query = useQuery({
    queryKey: ['policy-lint', name, format, settled],
    queryFn: ({ signal }) =>
      bodyOf(
        api.POST('/v1/policies/{name}/lint', { params: { path: { name } }, body: { format, source: settled }, signal }),
      ),
    enabled: enabled && settled.length > 0,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 30_000,
  });
  return { lint: query.data, isCurrent: settled === source && !query.isFetching && !query.isPlaceholderData };
}
