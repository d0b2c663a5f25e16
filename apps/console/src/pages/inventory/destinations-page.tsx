import { getRouteApi } from '@tanstack/react-router';
import { api, bodyOf } from '../../api/client.ts';
import type { Query } from '../../api/types.ts';
import { FilterBar, FilterSelect, SearchField } from '../../components/filter-bar.tsx';
import { Day } from '../../components/instant.tsx';
import { TextLink } from '../../components/links.tsx';
import { Page, Panel } from '../../components/page.tsx';
import { PagedTable } from '../../components/paged-table.tsx';
import { usePages } from '../../components/use-pages.ts';
import { unitOptions, useUnits } from '../../components/use-units.ts';
import { countryName, dataName, listCountries, listOf } from '../../components/words.ts';
import { useCan } from '../../session/session.ts';

const route = getRouteApi('/signed-in/destinations');

const COUNTRIES = listCountries().map(({ key, name }) => ({ value: key, label: name }));

/** Hosts that the fleet spoke to. */
export function DestinationsPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const can = useCan();
  const { units } = useUnits();
  const mayBan = can('policies:write', 'everywhere');
  const query = usePages(['destinations', search], (cursor) =>
    bodyOf(api.GET('/v1/destinations', { params: { query: { ...(search as Query<'listDestinations'>), cursor } } })),
  );
  const set = (change: Partial<typeof search>) => void navigate({ search: { ...search, ...change }, replace: true });
  const isFiltered = Object.values(search).some((value) => value !== undefined);
  return (
    <Page title="Destinations" lead="Hosts that the fleet spoke to, and which kinds of data were seen to go there.">
      <FilterBar onClear={isFiltered ? () => void navigate({ search: {}, replace: true }) : undefined}>
        <SearchField
          label="Search"
          placeholder="Part of the host or address"
          value={search.q}
          onChange={(q) => set({ q })}
        />
        {units.length > 1 && (
          <FilterSelect
            label="Unit"
            options={unitOptions(units)}
            value={search.unitId}
            onChange={(unitId) => set({ unitId })}
          />
        )}
        <FilterSelect
          label="Country"
          options={COUNTRIES}
          value={search.country}
          onChange={(country) => set({ country })}
          isWide
        />
      </FilterBar>
      <Panel title="Destinations of the fleet" flush>
        <PagedTable
          label="Destinations"
          query={query}
          rowKey={(row) => row.id}
          empty="No device has told of such a connection."
          columns={[
            {
              header: 'Host',
              cell: (row) => (
                <TextLink
                  to="/destinations/$destinationId"
                  params={{ destinationId: row.id }}
                  search={{ host: row.host }}
                  inherit
                >
                  <code>{row.host}</code>
                </TextLink>
              ),
            },
            {
              header: 'Country',
              cell: (row) =>
                row.country === null ? (
                  'unknown'
                ) : (
                  <TextLink
                    to="/destinations"
                    search={{ country: row.country }}
                    inherit
                    aria-label={`Destinations in ${countryName(row.country)}`}
                  >
                    {countryName(row.country)}
                  </TextLink>
                ),
            },
            { header: 'Data', wide: true, cell: (row) => listOf(row.categories.map(dataName)) || 'none seen' },
            { header: 'Devices', align: 'end', cell: (row) => row.devices },
            { header: 'Last seen', wide: true, cell: (row) => <Day on={row.lastSeen} /> },
            ...(mayBan
              ? [
                  {
                    header: 'Action',
                    cell: (row: { host: string }) => (
                      <TextLink
                        to="/policies"
                        search={{ banHost: row.host }}
                        inherit
                        className="whole"
                        aria-label={`Ban this: ${row.host}`}
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
