import { getRouteApi } from '@tanstack/react-router';
import { api, bodyOf } from '../../api/client.ts';
import type { DeviceItem, Query } from '../../api/types.ts';
import { FilterBar, FilterSelect, SearchField } from '../../components/filter-bar.tsx';
import { Instant } from '../../components/instant.tsx';
import { ButtonLink, TextLink } from '../../components/links.tsx';
import { StateMark, VERDICTS, VerdictMark } from '../../components/mark.tsx';
import { Page, Panel } from '../../components/page.tsx';
import { type Column, PagedTable } from '../../components/paged-table.tsx';
import { usePages } from '../../components/use-pages.ts';
import { unitOptions, useUnits } from '../../components/use-units.ts';
import { deviceName } from '../../components/words.ts';
import { useCan } from '../../session/session.ts';

const route = getRouteApi('/signed-in/devices');

const COLUMNS: readonly Column<DeviceItem>[] = [
  {
    header: 'Device',
    cell: (row) => (
      <>
        <TextLink to="/devices/$deviceId" params={{ deviceId: row.id }} inherit fw={550}>
          {deviceName(row)}
        </TextLink>
        <div>
          {row.osName} {row.osVersion}
        </div>
      </>
    ),
  },
  {
    header: 'Verdict',
    cell: (row) => (row.state === 'active' ? <VerdictMark verdict={row.verdict} /> : <StateMark state={row.state} />),
  },
  { header: 'Findings', align: 'end', wide: true, cell: (row) => row.openFindings || '–' },
  {
    header: 'Holder',
    cell: (row) => (
      <>
        {row.person?.name ?? '–'}
        <div>{row.ownership}</div>
      </>
    ),
  },
  { header: 'Unit', wide: true, cell: (row) => row.unit.name ?? '–' },
  { header: 'IMEI', wide: true, cell: (row) => <code className="whole">{row.imei[0] ?? '–'}</code> },
  { header: 'Last report', wide: true, cell: (row) => <Instant at={row.lastReportAt} fallback="never" relative /> },
];

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
          columns={COLUMNS}
          query={query}
          rowKey={(row) => row.id}
          empty={isFiltered ? 'No device fits these filters.' : 'No device has enrolled yet. Enrol one to begin.'}
        />
      </Panel>
    </Page>
  );
}
