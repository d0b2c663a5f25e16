import { getRouteApi } from '@tanstack/react-router';
import { api, bodyOf } from '../../api/client.ts';
import type { Query } from '../../api/types.ts';
import { DEVICE_COLUMNS } from '../../components/device-columns.tsx';
import { FilterBar, FilterSelect, SearchField } from '../../components/filter-bar.tsx';
import { ButtonLink } from '../../components/links.tsx';
import { VERDICTS } from '../../components/mark.tsx';
import { Page, Panel } from '../../components/page.tsx';
import { PagedTable } from '../../components/paged-table.tsx';
import { usePages } from '../../components/use-pages.ts';
import { unitOptions, useUnits } from '../../components/use-units.ts';
import { useCan } from '../../session/session.ts';

const route = getRouteApi('/signed-in/devices');

/** The inventory. */
export function DevicesPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const can = useCan();
  const { units } = useUnits();
  const query = usePages(['devices', 'list', search], (cursor) =>
    bodyOf(api.GET('/v1/devices', { params: { query: { ...(search as Query<'listDevices'>), cursor } } })),
  );
  const set = (change: Partial<typeof search>) => void navigate({ search: { ...search, ...change }, replace: true });
  const isFiltered = Object.values(search).some((value) => value !== undefined);
  return (
    <Page
      title="Devices"
      actions={
        can('enrolment-tokens:write') && (
          <ButtonLink to="/enrol" size="sm">
            Enrol devices
          </ButtonLink>
        )
      }
    >
      <FilterBar onClear={isFiltered ? () => void navigate({ search: {}, replace: true }) : undefined}>
        <SearchField
          label="Search"
          placeholder="Holder, model, serial number or IMEI"
          value={search.q}
          onChange={(q) => set({ q })}
        />
        <FilterSelect
          label="Verdict"
          options={VERDICTS}
          value={search.verdict}
          onChange={(verdict) => set({ verdict })}
        />
        <FilterSelect
          label="State"
          options={['active', 'pending', 'retired']}
          value={search.state}
          onChange={(state) => set({ state })}
        />
        <FilterSelect
          label="Ownership"
          options={['issued', 'personal', 'dependant']}
          value={search.ownership}
          onChange={(ownership) => set({ ownership })}
        />
        {units.length > 1 && (
          <FilterSelect
            label="Unit"
            options={unitOptions(units)}
            value={search.unitId}
            onChange={(unitId) => set({ unitId })}
          />
        )}
        {search.vendor && (
          <FilterSelect
            label="Vendor"
            options={[search.vendor]}
            value={search.vendor}
            onChange={(vendor) => set({ vendor })}
          />
        )}
      </FilterBar>
      <Panel title="Inventory" flush>
        <PagedTable
          label="Devices"
          columns={DEVICE_COLUMNS}
          query={query}
          rowKey={(row) => row.id}
          empty={isFiltered ? 'No device fits these filters.' : 'No device has enrolled yet. Enrol one to begin.'}
        />
      </Panel>
    </Page>
  );
}
