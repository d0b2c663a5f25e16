import { AdvisoryPage, Device, DevicePage, FleetAppPage, FleetDestinationPage } from '@cordon/contract';
import type { OperatorClient } from '../../apps/embedded/src/demonstration/operator-client.ts';

/** Whom the demonstration tells the case of October 2014 of. */
export const HOLDER = { name: 'Sgt Arvind Kulkarni', email: 'sgt-kulkarni@cordon.example' };

/** The Redmi 1S of {@link HOLDER}. */
export async function findRedmi(api: OperatorClient): Promise<Device> {
  const { items } = await api.get(`/v1/devices?q=${encodeURIComponent(HOLDER.name)}`, DevicePage);
  const device = items.find(({ model }) => model === 'HM 1SW');
  if (!device) throw new Error(`${HOLDER.name} has no Redmi 1S.`);
  return api.get(`/v1/devices/${device.id}`, Device);
}

/** Every page of the console and its address, on a server that holds the demonstration. */
export async function everyPage(api: OperatorClient): Promise<Record<string, string>> {
  const device = await findRedmi(api);
  const { items } = await api.get('/v1/advisories?limit=1', AdvisoryPage);
  const apps = await api.get('/v1/apps?limit=1', FleetAppPage);
  const destinations = await api.get('/v1/destinations?limit=1', FleetDestinationPage);
  return {
    overview: '/',
    devices: '/devices',
    device: `/devices/${device.id}`,
    report: `/devices/${device.id}/reports/${device.lastReportId}`,
    findings: '/findings?status=open',
    advisories: '/advisories',
    advisory: `/advisories/${items[0]?.id}`,
    apps: '/apps',
    app: `/apps/${apps.items[0]?.package}`,
    destinations: '/destinations',
    destination: `/destinations/${destinations.items[0]?.id}?host=${destinations.items[0]?.host}`,
    policies: '/policies',
    policy: '/policies/foreign-cloud',
    enrol: '/enrol',
    import: '/import',
    people: '/people',
    units: '/units',
    audit: '/audit',
    'settings-you': '/settings',
    'settings-users': '/settings?tab=users',
    'settings-tokens': '/settings?tab=tokens',
    'settings-organisation': '/settings?tab=organisation',
    missing: '/nowhere',
  };
}
