import { Group, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, bodyOf } from '../../api/client.ts';
import type { FindingItem, Query } from '../../api/types.ts';
import { ExportMenu } from '../../components/export-menu.tsx';
import { Instant } from '../../components/instant.tsx';
import { TextLink } from '../../components/links.tsx';
import { Mark, SeverityMark, StateMark } from '../../components/mark.tsx';
import { Page, Panel } from '../../components/page.tsx';
import { type Column, PagedTable } from '../../components/paged-table.tsx';
import { usePages } from '../../components/use-pages.ts';
import { count, deviceName } from '../../components/words.ts';
import { whileAttended } from '../../session/presence.ts';
import { FindingFilters } from './finding-filters.tsx';

const route = getRouteApi('/signed-in/findings');

const COLUMNS: readonly Column<FindingItem>[] = [
  {
    header: 'What failed',
    cell: (row) => (
      <>
        <TextLink
          to="/devices/$deviceId"
          params={{ deviceId: row.deviceId }}
          search={{ finding: row.id }}
          inherit
          fw={550}
          aria-label={`${row.ruleId} for ${row.subject} on ${deviceName(row.device)}`}
        >
          {row.ruleId}
        </TextLink>
        <div>
          <code>{row.subject}</code>
        </div>
      </>
    ),
  },
  {
    header: 'Device',
    cell: (row) => (
      <>
        {deviceName(row.device)}
        <div>{row.person?.name}</div>
      </>
    ),
  },
  { header: 'Severity', cell: (row) => <SeverityMark severity={row.severity} /> },
  {
    header: 'Status',
    cell: (row) => (
      <>
        <StateMark state={row.status} />
        {row.despiteRemediation && (
          <div>
            <Mark tone="warn" label="despite a remediation" />
          </div>
        )}
      </>
    ),
  },
  { header: 'Policy', wide: true, cell: (row) => `${row.policyName} ${row.policyVersion}` },
  { header: 'First seen', wide: true, cell: (row) => <Instant at={row.firstSeen} relative /> },
  { header: 'Grace ends', wide: true, cell: (row) => <Instant at={row.dueAt} /> },
];

/** Rules that fail, over the whole fleet. */
export function FindingsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = usePages(['findings', 'list', search], (cursor, signal) =>
    bodyOf(api.GET('/v1/findings', { params: { query: { ...(search as Query<'listFindings'>), cursor } }, signal })),
  );
  const { data: total } = useQuery({
    queryKey: ['findings', 'count', search],
    queryFn: ({ signal }) =>
      bodyOf(api.GET('/v1/findings/count', { params: { query: search as Query<'countFindings'> }, signal })),
    placeholderData: keepPreviousData,
    refetchInterval: whileAttended(15),
  });
  const set = (change: Partial<typeof search>) => void navigate({ search: { ...search, ...change }, replace: true });
  const isFiltered = Object.values(search).some((value) => value !== undefined);
  return (
    <Page title="Findings" lead="One rule failing on one device for one subject, newest first.">
      <FindingFilters
        search={search}
        set={set}
        onClear={isFiltered ? () => void navigate({ search: {}, replace: true }) : undefined}
      />
      <Panel
        title={isFiltered ? 'Findings that fit' : 'All findings'}
        flush
        actions={
          <Group gap="sm">
            <Text size="sm" c="dimmed" role="status">
              {total && `${count(total.findings, 'finding')} on ${count(total.devices, 'device')}`}
            </Text>
            <ExportMenu label="Export these findings" path="/v1/findings/export" search={search} />
          </Group>
        }
      >
        <PagedTable
          label="Findings"
          columns={COLUMNS}
          query={query}
          rowKey={(row) => row.id}
          empty={isFiltered ? 'No finding fits these filters.' : 'No rule has failed on any device yet.'}
        />
      </Panel>
    </Page>
  );
}
