import { Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import type { Item } from '../../api/types.ts';
import { Instant } from '../../components/instant.tsx';
import { TextLink } from '../../components/links.tsx';
import { SeverityMark, type Tone, VerdictMark, verdictTone } from '../../components/mark.tsx';
import { Panel } from '../../components/page.tsx';
import { EmptyState, LoadingRows } from '../../components/paged-table.tsx';
import { ProblemAlert } from '../../components/problem.tsx';
import { usePages } from '../../components/use-pages.ts';
import { count } from '../../components/words.ts';
import { useCan } from '../../session/session.ts';
import classes from './device-timeline.module.css';
import { mergeTimeline } from './merge-timeline.ts';

interface Entry {
  key: string;
  at: string;
  tone: Tone;
  content: ReactNode;
}

/** What happened to the device, newest first: what it reported, how it was judged, what its holder was told. */
export function DeviceTimeline({ deviceId }: { deviceId: string }) {
  const can = useCan();
  const path = { id: deviceId };
  const sources = [
    usePages(['devices', deviceId, 'verdicts'], (cursor) =>
      bodyOf(api.GET('/v1/devices/{id}/verdicts', { params: { path, query: { limit: 20, cursor } } })),
    ),
    usePages(
      ['devices', deviceId, 'reports'],
      (cursor) => bodyOf(api.GET('/v1/devices/{id}/reports', { params: { path, query: { limit: 20, cursor } } })),
      { enabled: can('reports:read') },
    ),
    usePages(
      ['advisories', 'of-device', deviceId],
      (cursor) => bodyOf(api.GET('/v1/advisories', { params: { query: { deviceId, limit: 20, cursor } } })),
      { enabled: can('advisories:read') },
    ),
  ] as const;
  const [verdicts, reports, notices] = sources;
  const { shown, isMore } = mergeTimeline<Entry>([
    toSource(verdicts, (row) => [verdictEntry(row)]),
    toSource(reports, (row) => [reportEntry(row, deviceId)]),
    toSource(notices, noticeEntries),
  ]);
  const failed = sources.find((source) => source.isError);
  const showMore = () => {
    for (const source of sources) if (source.hasNextPage) void source.fetchNextPage();
  };
  return (
    <Panel title="Timeline" flush>
      {verdicts.isPending && <LoadingRows />}
      {failed && <ProblemAlert error={failed.error} onRetry={() => void failed.refetch()} />}
      {verdicts.data && shown.length === 0 && (
        <EmptyState>Nothing has happened yet: it waits for its first report.</EmptyState>
      )}
      <ol className={classes.timeline} aria-label="Timeline">
        {shown.map(({ key, at, tone, content }) => (
          <li key={key} className={classes.entry} data-tone={tone}>
            <span className={classes.when}>
              <Instant at={at} />
            </span>
            <div className={classes.what}>{content}</div>
          </li>
        ))}
      </ol>
      {isMore && (
        <Group className={classes.foot}>
          <Button variant="default" size="xs" loading={sources.some((s) => s.isFetchingNextPage)} onClick={showMore}>
            Show more
          </Button>
        </Group>
      )}
    </Panel>
  );
}

interface Pages<Row> {
  data?: { pages: readonly { items: Row[] }[] } | undefined;
  hasNextPage: boolean;
}

function toSource<Row>({ data, hasNextPage }: Pages<Row>, toEntries: (row: Row) => Entry[]) {
  return { entries: (data?.pages ?? []).flatMap((page) => page.items.flatMap(toEntries)), isMore: hasNextPage };
}

function verdictEntry(row: Item<'listDeviceVerdicts'>): Entry {
  const more = row.reasons.length - 1;
  return {
    key: row.id,
    at: row.validFrom,
    tone: verdictTone(row.verdict),
    content: (
      <>
        <Group gap="xs">
          <VerdictMark verdict={row.verdict} />
          <Text size="sm" span c="dimmed">
            {row.validTo === null ? (
              'since then'
            ) : (
              <>
                until <Instant at={row.validTo} />
              </>
            )}
            {row.citations.policies.length > 0 &&
              `, by ${row.citations.policies.map((p) => `${p.name} ${p.version}`).join(', ')}`}
          </Text>
        </Group>
        <Text size="sm" mt={2}>
          {row.reasons[0]?.sentence}
          {more > 0 && ` And ${count(more, 'more reason')}.`}
        </Text>
      </>
    ),
  };
}

function reportEntry(row: Item<'listDeviceReports'>, deviceId: string): Entry {
  const left = row.reducedSections.length > 0 ? `; left out on receipt: ${row.reducedSections.join(', ')}` : '';
  return {
    key: row.id,
    at: row.receivedAt,
    tone: 'muted',
    content: (
      <Text size="sm">
        <TextLink to="/devices/$deviceId/reports/$reportId" params={{ deviceId, reportId: row.id }} inherit fw={550}>
          Report {row.seq}
        </TextLink>{' '}
        received, collected <Instant at={row.collectedAt} />
        {left}
      </Text>
    ),
  };
}

function noticeEntries(row: Item<'listAdvisories'>): Entry[] {
  const link = (text: string) => (
    <TextLink to="/advisories/$advisoryId" params={{ advisoryId: row.id }} inherit fw={550}>
      {text}
    </TextLink>
  );
  const opened: Entry = {
    key: row.id,
    at: row.openedAt,
    tone: 'warn',
    content: (
      <Group gap="xs">
        <Text size="sm" span>
          {link(row.kind === 'notice' ? 'Notice' : 'Circular')}
          {row.person ? ` to ${row.person.name}` : ''} about {count(row.findings, 'finding')},{' '}
          {row.acknowledgements > 0 ? 'acknowledged' : 'not acknowledged yet'}
        </Text>
        <SeverityMark severity={row.severity} />
      </Group>
    ),
  };
  if (row.resolvedAt === null) return [opened];
  const content = <Text size="sm">{link('Notice')} closed: all it told of is resolved</Text>;
  return [{ key: `${row.id} resolved`, at: row.resolvedAt, tone: 'good', content }, opened];
}
