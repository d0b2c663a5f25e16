import { Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { BarsOverTime, type TimeBar } from '../../components/bars-over-time.tsx';
import { ChartTable } from '../../components/chart-table.tsx';
import { Panel } from '../../components/page.tsx';
import { ProblemAlert } from '../../components/problem.tsx';
import { count, formatMilliseconds, formatNumber, formatTime } from '../../components/words.ts';
import { whileAttended } from '../../session/presence.ts';
import classes from './overview.module.css';

/** Reports a minute, and how long a report waits for its verdict, over the last hour. */
export function Throughput() {
  const query = useQuery({
    queryKey: ['throughput'],
    queryFn: () => bodyOf(api.GET('/v1/overview/throughput')),
    refetchInterval: whileAttended(30),
  });
  return (
    <Panel title="Reports in the last hour">
      {query.isPending && <Skeleton height={180} role="status" aria-label="Loading" />}
      {query.isError && <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <Shown throughput={query.data} />}
    </Panel>
  );
}

function Shown({ throughput }: { throughput: Answer<'showThroughput'> }) {
  const { reports, p50Ms, p95Ms, minutes } = throughput;
  return (
    <>
      <dl className={classes.figures}>
        <Figure name="reports judged" value={formatNumber(reports)} />
        <Figure name="to the verdict, half of them within" value={formatMilliseconds(p50Ms)} />
        <Figure name="95 of 100 within" value={formatMilliseconds(p95Ms)} />
      </dl>
      {reports === 0 ? (
        <Text size="sm" c="dimmed">
          No report was judged in the last 60 minutes.
        </Text>
      ) : (
        <>
          <BarsOverTime bars={minutes.map(toBar)} labelEvery={10} heightRem={6} />
          <Text size="sm" c="dimmed" mt="xs">
            Bars count reports by the minute. They lead to no list: each device lists its own.
          </Text>
          <ChartTable
            label="Reports by minute"
            head={['Received', 'Reports', 'Half within', '95 of 100 within']}
            rows={[...minutes]
              .reverse()
              .filter((minute) => minute.reports > 0)
              .map((minute) => [
                formatTime(minute.at),
                formatNumber(minute.reports),
                formatMilliseconds(minute.p50Ms),
                formatMilliseconds(minute.p95Ms),
              ])}
          />
        </>
      )}
    </>
  );
}

function toBar({ at, reports, p95Ms }: Answer<'showThroughput'>['minutes'][number]): TimeBar {
  const label = formatTime(at);
  const took = reports > 0 ? `, 95 of 100 within ${formatMilliseconds(p95Ms)}` : '';
  return {
    key: at,
    label,
    title: `${label}: ${count(reports, 'report')}${took}`,
    parts: [{ tone: 'info', value: reports }],
  };
}

function Figure({ name, value }: { name: string; value: string }) {
  return (
    <div className={classes.figure}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
