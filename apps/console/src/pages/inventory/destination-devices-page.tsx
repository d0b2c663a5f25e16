import { getRouteApi } from '@tanstack/react-router';
import { api, bodyOf } from '../../api/client.ts';
import { DEVICE_COLUMNS } from '../../components/device-columns.tsx';
import { TextLink } from '../../components/links.tsx';
import { Page, Panel } from '../../components/page.tsx';
import { PagedTable } from '../../components/paged-table.tsx';
import { usePages } from '../../components/use-pages.ts';

const route = getRouteApi('/signed-in/destinations/$destinationId');

/** Devices that spoke to a destination. */
export function DestinationDevicesPage() {
  const { destinationId: id } = route.useParams();
  const { host } = route.useSearch();
  const query = usePages(['destinations', id, 'devices'], (cursor) =>
    bodyOf(api.GET('/v1/destinations/{id}/devices', { params: { path: { id }, query: { cursor } } })),
  );
  return (
    <Page
      title={host ?? 'Destination'}
      above={
        <TextLink to="/destinations" size="sm">
          Destinations
        </TextLink>
      }
    >
      <Panel title="Devices that spoke to it" flush>
        <PagedTable
          label="Devices"
          columns={DEVICE_COLUMNS}
          query={query}
          rowKey={(row) => row.id}
          empty="No device spoke to it."
        />
      </Panel>
    </Page>
  );
}
