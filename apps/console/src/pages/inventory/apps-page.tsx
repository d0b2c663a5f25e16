import { getRouteApi } from '@tanstack/react-router';
import { api, bodyOf } from '../../api/client.ts';
import type { Query } from '../../api/types.ts';
import { FilterBar, FilterSelect, SearchField } from '../../components/filter-bar.tsx';
import { TextLink } from '../../components/links.tsx';
import { Mark } from '../../components/mark.tsx';
import { Page, Panel } from '../../components/page.tsx';
import { PagedTable } from '../../components/paged-table.tsx';
import { usePages } from '../../components/use-pages.ts';
import { unitOptions, useUnits } from '../../components/use-units.ts';
import { count } from '../../components/words.ts';
import { useCan } from '../../session/session.ts';

const route = getRouteApi('/signed-in/apps');

/** Apps of the whole fleet. */
export function AppsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const can = useCan();
  const { units } = useUnits();
  const mayBan = can('policies:write', 'everywhere');
  const query = usePages(['apps', search], (cursor) =>
    bodyOf(api.GET('/v1/apps', { params: { query: { ...(search as Query<'listApps'>), cursor } } })),
  );
  const set = (change: Partial<typeof search>) => void navigate({ search: { ...search, ...change }, replace: true });
  return (
    <Page title="Apps" lead="Which apps the fleet has, by each device's last list of them.">
      <FilterBar>
        <SearchField label="Search" placeholder="Part of the package" value={search.q} onChange={(q) => set({ q })} />
        {units.length > 1 && (
          <FilterSelect
            label="Unit"
            options={unitOptions(units)}
            value={search.unitId}
            onChange={(unitId) => set({ unitId })}
          />
        )}
      </FilterBar>
      <Panel title="Apps of the fleet" flush>
        <PagedTable
          label="Apps"
          query={query}
          rowKey={(row) => row.package}
          empty="No device has told of such an app."
          columns={[
            {
              header: 'Package',
              cell: (row) => (
                <TextLink to="/apps/$package" params={{ package: row.package }} inherit>
                  <code>{row.package}</code>
                </TextLink>
              ),
            },
            { header: 'Devices', align: 'end', cell: (row) => row.devices },
            {
              header: 'Versions',
              wide: true,
              cell: (row) =>
                row.versions
                  .slice(0, 3)
                  .map(({ version }) => version ?? 'not told')
                  .join(', '),
            },
            {
              header: 'Signers',
              wide: true,
              cell: (row) =>
                row.signers.length > 1 ? <Mark tone="warn" label={count(row.signers.length, 'set')} /> : 'one',
            },
            ...(mayBan
              ? [
                  {
                    header: 'Action',
                    cell: (row: { package: string }) => (
                      <TextLink
                        to="/policies"
                        search={{ banApp: row.package }}
                        inherit
                        className="whole"
                        aria-label={`Ban this: ${row.package}`}
                      >
                        Ban this
                      </TextLink>
                    ),
                  },
                ]
              : []),
          ]}
        />
      </Panel>
    </Page>
  );
}
