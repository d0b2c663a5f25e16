import { Alert, Progress, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api, bodyOf } from '../api/client.ts';
import { whileAttended } from '../session/presence.ts';
import { useCan } from '../session/session.ts';
import { count, formatNumber } from './words.ts';

/** How far judging the fleet again has come, while it goes on; `announce`: also when it has just ended. */
export function RejudgementProgress({ announce = false }: { announce?: boolean }) {
  const can = useCan();
  const { data } = useQuery({
    queryKey: ['rejudgement'],
    queryFn: () => bodyOf(api.GET('/v1/organisation/rejudgement')),
    refetchInterval: (query) => ((query.state.data?.remaining ?? 1) > 0 ? 1_000 : whileAttended(15)(query)),
    enabled: can('policies:read'),
  });
  if (!data || data.total === 0 || (data.remaining === 0 && !announce)) return null;
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
