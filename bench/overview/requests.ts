import type { Role } from '@cordon/contract';
import { createApiToken, withOrganisation } from '@cordon/db';
import { systemClock } from '@cordon/runtime';
import pg from 'pg';
import type { FleetServer } from './fleet-server.ts';
import type { FleetRequest } from './measure.ts';

const SORTS = ['name', 'holder', 'verdict', 'lastReportAt'];

interface SampleDevice {
  id: string;
  serial: string;
  imei: string;
  unit_id: string;
}

/** What people and automated checks ask of a fleet: lists, searches, filters and numbers, by callers of great and small reach. */
export async function fleetRequests(server: FleetServer): Promise<FleetRequest[]> {
  const client = new pg.Client({ connectionString: server.ownerUrl });
  await client.connect();
  const devices = await client.query<SampleDevice>(
    `SELECT id, serial_number AS serial, imei[1] AS imei, unit_id FROM devices TABLESAMPLE SYSTEM (1) LIMIT 500`,
  );
  const units = await client.query<{ id: string; key: string }>(`SELECT id, key FROM units WHERE key ~ '^unit-'`);
  await client.end();
  const unitOf = (key: string) => units.rows.find((unit) => unit.key === key)?.id ?? '';
  const owner = await caller(server, 'owner', server.rootUnitId);
  const commander = await caller(server, 'commander', unitOf('unit-3'));
  const one = (sample: number): SampleDevice => devices.rows[(sample * 7) % devices.rows.length] as SampleDevice;
  const unit = (sample: number): string => units.rows[(sample * 13) % units.rows.length]?.id ?? '';
  const cursor = (id: string) => Buffer.from(JSON.stringify(['enrolledAt', 1, null, id])).toString('base64url');
  const by = (headers: Record<string, string>) => (name: string, url: FleetRequest['url']) => ({ name, headers, url });
  const asOwner = by(owner);
  const asCommander = by(commander);
  return [
    asOwner('overview', () => '/v1/overview'),
    asCommander('overview of a command', () => '/v1/overview'),
    asOwner('list', () => '/v1/devices'),
    asOwner('list, 200 a page, from anywhere', (n) => `/v1/devices?limit=200&cursor=${cursor(one(n).id)}`),
    asCommander('list of a command', (n) => (n % 2 ? '/v1/devices' : `/v1/devices?cursor=${cursor(one(n).id)}`)),
    ...SORTS.map((sort) => asOwner(`list by ${sort}`, (n) => `/v1/devices?sort=${n % 2 ? '' : '-'}${sort}`)),
    asOwner('filter: unit', (n) => `/v1/devices?unitId=${unit(n)}`),
    asOwner('filter: unit and verdict', (n) => `/v1/devices?unitId=${unit(n)}&verdict=non-compliant`),
    asOwner('filter: verdict', (n) => `/v1/devices?verdict=${['non-compliant', 'stale', 'compliant'][n % 3]}`),
    asOwner('filter: verdict that none has', () => '/v1/devices?verdict=waived'),
    asOwner('filter: state', (n) => `/v1/devices?state=${['pending', 'retired', 'active'][n % 3]}`),
    asOwner('filter: vendor', (n) => `/v1/devices?vendor=${['xiaomi', 'nokia', 'apple'][n % 3]}`),
    asOwner('filter: vendor and verdict', () => '/v1/devices?vendor=xiaomi&verdict=non-compliant'),
    asOwner('filter: model', (n) => `/v1/devices?model=${encodeURIComponent(`Redmi Note ${n % 97}`)}`),
    asOwner('filter: tag', () => '/v1/devices?tag=pilot'),
    asOwner('filter: group that none is in', () => '/v1/devices?group=ring-1'),
    asOwner('filter: serial number', (n) => `/v1/devices?serialNumber=${one(n).serial}`),
    asOwner('filter: IMEI', (n) => `/v1/devices?imei=${one(n).imei}`),
    asOwner('filter: ownership and vendor', () => '/v1/devices?ownership=dependant&vendor=xiaomi'),
    asOwner('search: part of a serial number', (n) => `/v1/devices?q=${one(n).serial.slice(2, 10)}`),
    asOwner('search: IMEI', (n) => `/v1/devices?q=${one(n).imei}`),
    asOwner('search: a name that many have', () => '/v1/devices?q=asha%20rao'),
    asOwner('search: a make that many have', () => '/v1/devices?q=redmi'),
    asOwner('search: nothing there', (n) => `/v1/devices?q=zzzz${n}`),
    asOwner('search: two letters', () => '/v1/devices?q=sn'),
    asOwner('search and filter', () => '/v1/devices?q=redmi%20note%2042&verdict=non-compliant'),
    asOwner('search and filter that none passes', () => '/v1/devices?q=redmi&verdict=waived'),
    asCommander('search within a command', () => '/v1/devices?q=asha%20rao'),
    asOwner('devices with an app that all have', () => '/v1/devices?package=com.example.app0'),
    asOwner('devices with an app that few have', (n) => `/v1/devices?package=com.example.app${200 + n}`),
    asOwner('devices that spoke to a host', (n) => `/v1/devices?destination=host${1 + n}.example.net`),
    asOwner('devices that spoke to a network', (n) => `/v1/devices?network=10.0.${n % 200}.0/24&since=2014-10-01`),
    asCommander(
      'devices of a command with an app that few have',
      (n) => `/v1/devices?package=com.example.app${200 + n}`,
    ),
    asOwner('apps', () => '/v1/apps'),
    asOwner('apps: search', (n) => `/v1/apps?q=app${n}`),
    asCommander('apps of a command', () => '/v1/apps'),
    asOwner('destinations', () => '/v1/destinations'),
    asOwner('destinations: search', (n) => `/v1/destinations?q=host${n}.`),
    asOwner('destinations: network', (n) => `/v1/destinations?network=10.1.${n % 200}.0/24`),
    asOwner('destinations: country', () => '/v1/destinations?country=CN'),
    asCommander('destinations of a command', () => '/v1/destinations'),
    asOwner('findings', () => '/v1/findings'),
    asOwner('findings: open and critical', () => '/v1/findings?status=open&severity=critical'),
    asOwner('judging again: progress', () => '/v1/organisation/rejudgement'),
  ];
}

async function caller(server: FleetServer, role: Role, unitId: string): Promise<Record<string, string>> {
  const { database, organisationId } = server;
  const now = systemClock.now();
  const expiresAt = new Date(now.getTime() + 86_400_000);
  const { token } = await withOrganisation(database, organisationId, (tx) =>
    createApiToken(tx, { organisationId, name: `bench ${role}`, role, unitId, scopes: [], now, expiresAt }),
  );
  return { authorization: `Bearer ${token}` };
}
