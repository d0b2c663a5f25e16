import { getRouteApi } from '@tanstack/react-router';
import { api, bodyOf } from '../../api/client.ts';
import type { FindingItem, Query } from '../../api/types.ts';
import { FilterBar, FilterSelect } from '../../components/filter-bar.tsx';
import { Instant } from '../../components/instant.tsx';
import { TextLink } from '../../components/links.tsx';
import { SeverityMark, StateMark } from '../../components/mark.tsx';
import { Page, Panel } from '../../components/page.tsx';
import { type Column, PagedTable } from '../../components/paged-table.tsx';
import { usePages } from '../../components/use-pages.ts';
import { unitOptions, useUnits } from '../../components/use-units.ts';
import { deviceName } from '../../components/words.ts';

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
  { header: 'Status', cell: (row) => <StateMark state={row.status} /> },
  { header: 'Policy', wide: true, cell: (row) => `${row.policyName} ${row.policyVersion}` },
  { header: 'First seen', wide: true, cell: (row) => <Instant at={row.firstSeen} relative /> },
  { header: 'Grace ends', wide: true, cell: (row) => <Instant at={row.dueAt} /> },
];

/** Rules that fail, over the whole fleet. */
export function FindingsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { units } = useUnits();
  const query = usePages(['findings', 'list', search], (cursor) =>
    bodyOf(api.GET('/v1/findings', { params: { query: { ...(search as Query<'listFindings'>), cursor } } })),
  );
  const set = (change: Partial<typeof search>) => void navigate({ search: { ...search, ...change }, replace: true });
  const isFiltered = Object.values(search).some((value) => value !== undefined);
  return (
    <Page title="Findings" lead="One rule failing on one device for one subject, newest first.">
      <FilterBar onClear={isFiltered ? () => void navigate({ search: {}, replace: true }) : undefined}>
        <FilterSelect
          label="Status"
          options={['failing', 'open', 'in-grace', 'waived', 'resolved']}
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
                label={
                  { policy: 'Policy', ruleId: 'Rule', vendor: 'Vendor', subject: 'Subject', country: 'Country' }[key]
                }
                options={[search[key]]}
                value={search[key]}
                onChange={(value) => set({ [key]: value })}
              />
            ),
        )}
      </FilterBar>
      <Panel title="All findings" flush>
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
