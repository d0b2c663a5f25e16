import { Group, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { api, bodyOf } from '../../api/client.ts';
import type { FindingItem, Query } from '../../api/types.ts';
import { ExportMenu } from '../../components/export-menu.tsx';
import { FilterBar, FilterSelect } from '../../components/filter-bar.tsx';
import { Instant } from '../../components/instant.tsx';
import { TextLink } from '../../components/links.tsx';
import { Mark, SeverityMark, StateMark } from '../../components/mark.tsx';
import { Page, Panel } from '../../components/page.tsx';
import { type Column, PagedTable } from '../../components/paged-table.tsx';
import { usePages } from '../../components/use-pages.ts';
import { unitOptions, useUnits } from '../../components/use-units.ts';
import { count, countryName, deviceName } from '../../components/words.ts';
import { whileAttended } from '../../session/presence.ts';

const route = getRouteApi('/signed-in/findings');

/** Filters that links set alone: each can be taken away. */
const LABELS = { policy: 'Policy', ruleId: 'Rule', vendor: 'Vendor', subject: 'Subject', country: 'Country' };

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
  const { units } = useUnits();
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
      <FilterBar onClear={isFiltered ? () => void navigate({ search: {}, replace: true }) : undefined}>
        <FilterSelect
          label="Status"
          options={[{ value: 'failing', label: 'open or in grace' }, 'open', 'in-grace', 'waived', 'resolved']}
          value={search.status}
          onChange={(status) => set({ status })}
        />
        <FilterSelect
          label="Severity"
          options={['critical', 'high', 'medium', 'low', 'info']}
          value={search.severity}
          onChange={(severity) => set({ severity })}
        />
        <FilterSelect
          label="Rule type"
          options={['vendor', 'service', 'egress', 'app', 'os', 'posture', 'freshness', 'identity']}
          value={search.ruleType}
          onChange={(ruleType) => set({ ruleType })}
        />
        {units.length > 1 && (
          <FilterSelect
            label="Unit"
            options={unitOptions(units)}
            value={search.unitId}
            onChange={(unitId) => set({ unitId })}
          />
        )}
        {(['policy', 'ruleId', 'vendor', 'subject', 'country'] as const).map(
          (key) =>
            search[key] && (
              <FilterSelect
                key={key}
                label={LABELS[key]}
                options={[{ value: search[key], label: key === 'country' ? countryName(search[key]) : search[key] }]}
                value={search[key]}
                onChange={(value) => set({ [key]: value })}
              />
            ),
        )}
      </FilterBar>
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
