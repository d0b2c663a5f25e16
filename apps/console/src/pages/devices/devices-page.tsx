import { Group, Text } from '@mantine/core';
import { keepPreviousData, queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useCallback } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import type { DeviceItem, Query } from '../../api/types.ts';
import { ExportMenu } from '../../components/export-menu.tsx';
import { ButtonLink } from '../../components/links.tsx';
import { Page, Panel } from '../../components/page.tsx';
import { nextSort, useSelection } from '../../components/table-state.ts';
import { pagesOf, usePages } from '../../components/use-pages.ts';
import { useStable } from '../../components/use-stable.ts';
import { VirtualTable } from '../../components/virtual-table.tsx';
import { count, deviceName } from '../../components/words.ts';
import { whileAttended } from '../../session/presence.ts';
import { useCan } from '../../session/session.ts';
import { BulkBar } from './bulk-bar.tsx';
import { DeviceFilters, type DeviceSearch } from './device-filters.tsx';
import { TABLE_COLUMNS } from './device-table-columns.tsx';

const route = getRouteApi('/signed-in/devices');

function nameOf(row: DeviceItem): string {
  return [deviceName(row), row.person?.name].filter(Boolean).join(' of ');
}

/** Reads a page of the list: the first one is what is in sight; who reads on, reads much. */
function readDevices(search: DeviceSearch) {
  return (cursor: string | undefined, signal: AbortSignal) => {
    const page = cursor === undefined ? { limit: 50 } : { limit: 200, cursor };
    const query = { ...(search as Query<'listDevices'>), ...page };
    return bodyOf(api.GET('/v1/devices', { params: { query }, signal }));
  };
}

function countOf(filter: DeviceSearch) {
  return queryOptions({
    queryKey: ['devices', 'count', filter],
    queryFn: ({ signal }) =>
      bodyOf(api.GET('/v1/devices/count', { params: { query: filter as Query<'countDevices'> }, signal })),
  });
}

/** The inventory. */
export function DevicesPage() {
  const search: DeviceSearch = route.useSearch();
  const navigate = route.useNavigate();
  const can = useCan();
  const { sort, ...filter } = search;
  const query = usePages(['devices', 'list', search], readDevices(search));
  // Counting must not hold up the rows: it begins when they are there.
  const { data: total } = useQuery({
    ...countOf(filter),
    enabled: query.data !== undefined && !query.isPlaceholderData,
    placeholderData: keepPreviousData,
    refetchInterval: whileAttended(15),
  });
  const client = useQueryClient();
  const set = useStable((change: DeviceSearch) => {
    const next = { ...search, ...change };
    // Asked for before the page is drawn anew, so that both go on at the same time.
    void client.prefetchInfiniteQuery(pagesOf(['devices', 'list', next], readDevices(next)));
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  });
  const clear = useCallback(
    () => void navigate({ search: ({ sort: kept }) => ({ sort: kept }), replace: true }),
    [navigate],
  );
  const sortBy = useStable((key: string) => set({ sort: nextSort(sort, key) }));
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const selection = useSelection(filter);
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
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
      <DeviceFilters search={search} set={set} onClear={isFiltered ? clear : undefined} />
      <Panel
        title="Inventory"
        flush
        actions={
          <Group gap="sm">
            <Text size="sm" c="dimmed" role="status">
              {total && count(total.devices, 'device')}
            </Text>
            <ExportMenu label="Export these devices" path="/v1/devices/export" search={search} />
          </Group>
        }
      >
        <VirtualTable
          label="Devices"
          columns={TABLE_COLUMNS}
          query={query}
          rowKey={(row) => row.id}
          rowName={nameOf}
          total={total?.devices}
          sorting={{ value: sort, by: sortBy }}
          selection={can('devices:write') ? selection : undefined}
          empty={isFiltered ? 'No device fits these filters.' : 'No device has enrolled yet. Enrol one to begin.'}
        />
      </Panel>
      {can('devices:write') && <BulkBar selection={selection} filter={filter} rows={rows} total={total?.devices} />}
    </Page>
  );
}
