import { Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { BarsOverTime, type TimeBar } from '../../components/bars-over-time.tsx';
import { ChartTable } from '../../components/chart-table.tsx';
import { VERDICTS, verdictTone } from '../../components/mark.tsx';
import { Panel } from '../../components/page.tsx';
import { ProblemAlert } from '../../components/problem.tsx';
import { count, formatDay, formatNumber } from '../../components/words.ts';
import { whileAttended } from '../../session/presence.ts';
import classes from './overview.module.css';

type Day = Answer<'listVerdictDays'>['days'][number];

const DAYS = 30;

/** Verdicts at the end of each of the last 30 days. */
export function VerdictHistory() {
  const query = useQuery({
    queryKey: ['overview', 'verdicts'],
    queryFn: () => bodyOf(api.GET('/v1/overview/verdicts', { params: { query: { days: DAYS } } })),
    refetchInterval: whileAttended(60),
  });
  return (
    <Panel title="Verdicts over the last 30 days">
      {query.isPending && <Skeleton height={240} role="status" aria-label="Loading" />}
      {query.isError && <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <ShownDays days={query.data.days} />}
    </Panel>
  );
}

function ShownDays({ days }: { days: readonly Day[] }) {
  const today = days.at(-1);
  if (!today) return null;
  return (
    <>
      <BarsOverTime bars={everyDay(days).map(toBar)} labelEvery={5} heightRem={11} />
      <ul className={classes.legend} aria-hidden>
        {VERDICTS.map((verdict) => (
          <li key={verdict} data-tone={verdictTone(verdict)}>
            {verdict}
          </li>
        ))}
      </ul>
      <Text size="sm" c="dimmed" mt="xs">
        {sentenceOf(days)} Bars are a record: the lists show the present alone.
      </Text>
      <ChartTable
        label="Verdicts by day"
        head={['Day', ...VERDICTS]}
        rows={[...days]
          .reverse()
          .map(({ day, verdicts }) => [
            formatDay(day),
            ...VERDICTS.map((verdict) => formatNumber(verdicts[verdict] ?? 0)),
          ])}
      />
    </>
  );
}

/** What a reader takes from the chart, in a sentence. */
function sentenceOf(days: readonly Day[]): string {
  const [first, last] = [days[0], days.at(-1)];
  if (!first || !last) return '';
  const now = last.verdicts['non-compliant'] ?? 0;
  if (days.length === 1) return 'The record begins today; each day adds a bar. The pale ones are days before it.';
  const before = first.verdicts['non-compliant'] ?? 0;
  const change = now === before ? 'as many as' : now > before ? 'up from' : 'down from';
  const then = now === before ? '' : ` ${formatNumber(before)}`;
  return `${count(now, 'device')} non-compliant, ${change}${then} on ${formatDay(first.day)}.`;
}

function toBar({ day = '', verdicts }: Partial<Day>): TimeBar {
  const parts = VERDICTS.map((verdict) => ({ tone: verdictTone(verdict), value: verdicts?.[verdict] ?? 0, verdict }));
  const told = parts.filter(({ value }) => value > 0).map(({ verdict, value }) => `${formatNumber(value)} ${verdict}`);
  const label = formatDay(day);
  if (!verdicts) return { key: day, label, title: `${label}: no record`, parts: [] };
  return { key: day, label, title: `${label}: ${told.join(', ') || 'no active device'}`, parts };
}

/** Every day of the axis, those without a record as well. */
function everyDay(days: readonly Day[]): Partial<Day>[] {
  const last = Date.parse(days.at(-1)?.day ?? '');
  const known = new Map(days.map((day) => [day.day, day]));
  return Array.from({ length: DAYS }, (_, index) => {
    const day = new Date(last - (DAYS - 1 - index) * 86_400_000).toISOString().slice(0, 10);
    return known.get(day) ?? { day };
  });
}
