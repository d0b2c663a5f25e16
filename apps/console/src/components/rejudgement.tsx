import { Alert, Progress, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api, bodyOf } from '../api/client.ts';
import { whileAttended } from '../session/presence.ts';
import { useCan } from '../session/session.ts';
import { count, formatNumber } from './words.ts';

/**
 * How far judging the fleet again has come, while it goes on.
 *
 * @param since when rules came into force whose judging is waited for: its end is told, too
 */
export function RejudgementProgress({ since }: { since?: string | null | undefined }) {
  const can = useCan();
  const isOlder = (startedAt: string) => since != null && Date.parse(startedAt) < Date.parse(since);
  const { data } = useQuery({
    queryKey: ['rejudgement'],
    queryFn: () => bodyOf(api.GET('/v1/organisation/rejudgement')),
    refetchInterval: (query) => {
      const known = query.state.data;
      const isOver = known?.remaining === 0 && !isOlder(known.startedAt);
      return whileAttended(isOver ? 15 : 1)(query);
    },
    enabled: can('policies:read'),
  });
  // What was read before those rules came into force says nothing of them.
  if (!data || data.total === 0 || isOlder(data.startedAt) || (data.remaining === 0 && since == null)) return null;
  const done = data.total - data.remaining;
  const text =
    data.remaining === 0
      ? `All ${count(data.total, 'device')} are judged by the newest rules.`
      : `Judging again: ${formatNumber(done)} of ${count(data.total, 'device')} are judged by the newest rules.`;
  return (
    <Alert
      variant="outline"
      p="xs"
      color={data.remaining === 0 ? 'green' : 'blue'}
      className={data.remaining === 0 ? 'notice-good' : 'notice-info'}
    >
      <Text size="sm" role="status">
        {text}
      </Text>
      {data.remaining > 0 && (
        <Progress mt={6} value={(done / data.total) * 100} aria-label="Devices judged by the newest rules" />
      )}
    </Alert>
  );
}
