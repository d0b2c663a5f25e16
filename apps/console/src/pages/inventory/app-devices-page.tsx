import { getRouteApi } from '@tanstack/react-router';
import { api, bodyOf } from '../../api/client.ts';
import { DEVICE_COLUMNS } from '../../components/device-columns.tsx';
import { TextLink } from '../../components/links.tsx';
import { Page, Panel } from '../../components/page.tsx';
import { PagedTable } from '../../components/paged-table.tsx';
import { usePages } from '../../components/use-pages.ts';

const route = getRouteApi('/signed-in/apps/$package');

/** Devices that have an app. */
export function AppDevicesPage() {
  const { package: name } = route.useParams();
  const query = usePages(['apps', name, 'devices'], (cursor) =>
    bodyOf(api.GET('/v1/apps/{package}/devices', { params: { path: { package: name }, query: { cursor } } })),
  );
  return (
    <Page
      title={name}
      above={
        <TextLink to="/apps" size="sm">
          Apps
        </TextLink>
      }
    >
      <Panel title="Devices that have it" flush>
        <PagedTable
          label="Devices"
          columns={DEVICE_COLUMNS}
          query={query}
          rowKey={(row) => row.id}
          empty="No device has it."
        />
      </Panel>
    </Page>
  );
}
