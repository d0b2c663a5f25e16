import { getRouteApi } from '@tanstack/react-router';
import { api, bodyOf } from '../../api/client.ts';
import type { Item, Query } from '../../api/types.ts';
import { FilterBar, FilterSelect } from '../../components/filter-bar.tsx';
import { Instant } from '../../components/instant.tsx';
import { TextLink } from '../../components/links.tsx';
import { Mark, SeverityMark, StateMark } from '../../components/mark.tsx';
import { Page, Panel } from '../../components/page.tsx';
import { type Column, PagedTable } from '../../components/paged-table.tsx';
import { usePages } from '../../components/use-pages.ts';
import { sentenceCase } from '../../components/words.ts';

const route = getRouteApi('/signed-in/advisories');

const COLUMNS: readonly Column<Item<'listAdvisories'>>[] = [
  {
    header: 'To',
    cell: (row) => (
      <TextLink to="/advisories/$advisoryId" params={{ advisoryId: row.id }} inherit fw={550}>
        {row.person ? (row.person.name ?? 'A person') : 'The security officer of the unit'}
      </TextLink>
    ),
  },
  { header: 'Kind', wide: true, cell: (row) => sentenceCase(row.kind) },
  { header: 'Severity', cell: (row) => <SeverityMark severity={row.severity} /> },
  {
    header: 'State',
    cell: (row) => (
      <>
        <StateMark state={row.state} />
        {row.needsReview && (
          <div>
            <Mark tone="warn" label="needs review" />
          </div>
        )}
      </>
    ),
  },
  { header: 'Findings', align: 'end', cell: (row) => row.findings },
  {
    header: 'Acknowledged',
    cell: (row) => (row.acknowledgements > 0 ? <Mark tone="good" label="yes" /> : <Mark tone="warn" label="not yet" />),
  },
  { header: 'Opened', wide: true, cell: (row) => <Instant at={row.openedAt} relative /> },
  { header: 'Last mailed', wide: true, cell: (row) => <Instant at={row.lastMailedAt} fallback="never" relative /> },
];

/** What people were told. */
export function AdvisoriesPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = usePages(['advisories', 'list', search], (cursor) =>
    bodyOf(api.GET('/v1/advisories', { params: { query: { ...(search as Query<'listAdvisories'>), cursor } } })),
  );
  const set = (change: Partial<typeof search>) => void navigate({ search: { ...search, ...change }, replace: true });
  const isFiltered = Object.values(search).some((value) => value !== undefined);
  return (
    <Page title="Advisories" lead="What people were told about their devices, and whether they confirmed it.">
      <FilterBar onClear={isFiltered ? () => void navigate({ search: {}, replace: true }) : undefined}>
        <FilterSelect
          label="State"
          options={['open', 'resolved']}
          value={search.state}
          onChange={(state) => set({ state })}
        />
        <FilterSelect
          label="Acknowledged"
          options={[
            { value: 'true', label: 'yes' },
            { value: 'false', label: 'not yet' },
          ]}
          value={search.acknowledged}
          onChange={(acknowledged) => set({ acknowledged })}
        />
        <FilterSelect
          label="Needs review"
          options={[
            { value: 'true', label: 'yes' },
            { value: 'false', label: 'no' },
          ]}
          value={search.needsReview}
          onChange={(needsReview) => set({ needsReview })}
        />
        <FilterSelect
          label="Severity"
          options={['critical', 'high', 'medium', 'low', 'info']}
          value={search.severity}
          onChange={(severity) => set({ severity })}
        />
      </FilterBar>
      <Panel title="Notices" flush>
        <PagedTable
          label="Advisories"
          columns={COLUMNS}
          query={query}
          rowKey={(row) => row.id}
          empty={isFiltered ? 'No advisory fits these filters.' : 'Nobody had to be told anything yet.'}
        />
      </Panel>
    </Page>
  );
}
