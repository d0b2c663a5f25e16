import type { PolicyDocument } from '@cordon/policy';
import { createRandom } from '../../tests/support/rig/random.ts';

/** Reports of 60 apps and 40 connections with every field of the protocol, about 21 kB of JSON; what a fleet really sends. */

export const AUDIENCE = 'https://cordon.example.org';
const APPS = 60;
const CONNECTIONS = 40;
const DESTINATIONS = 20_000;
const HABITUAL = 60;
/** Of so many devices one changes its verdict with every report. */
const CHANGING = 10;
/** One destination in so many, none of them popular, is in a country that the policy denies. */
const ABROAD = 1_000;
const OCTETS = [5, 13, 23, 31, 52, 64, 77, 81, 91, 139, 151, 163, 178, 185];
const CATEGORIES = ['imei', 'phone-number', 'carrier-name', 'contacts', 'location', 'advertising-id'];

/** What stays the same from one report of a device to its next. */
export interface DeviceHabits {
  index: number;
  random: () => number;
  apps: Record<string, unknown>[];
  /** Each with what is always sent there, and by which app. */
  destinations: (Destination & { app: unknown; data: string[] })[];
}

interface Destination {
  host: string;
  ip: string;
}

function destinations(): Destination[] {
  const random = createRandom(2014);
  const byte = () => Math.floor(random() * 254) + 1;
  return Array.from({ length: DESTINATIONS }, (_, index) => ({
    host: `api${index % 7}.service${index}.example-cloud.net`,
    ip:
      index % ABROAD === ABROAD - 23
        ? `42.62.94.${byte()}`
        : `${OCTETS[Math.floor(random() * OCTETS.length)]}.${byte()}.${byte()}.${byte()}`,
  }));
}

const all = destinations();

function hex(random: () => number, length: number): string {
  let text = '';
  while (text.length < length)
    text += Math.floor(random() * 2 ** 32)
      .toString(16)
      .padStart(8, '0');
  return text.slice(0, length);
}

/** The habits of the device with this number as they are before its report `seq`, always the same. */
export function habitsOf(index: number, seq = 1): DeviceHabits {
  const random = createRandom(index * 7_919 + 1);
  const apps = Array.from({ length: APPS }, (_, app) => ({
    package: app < 20 ? `com.android.part${app}` : `org.vendor${Math.floor(5_000 ** random())}.application${app}`,
    version: `${1 + (app % 9)}.${Math.floor(random() * 30)}.${Math.floor(random() * 100)}`,
    versionCode: 1_000 + Math.floor(random() * 100_000),
    installer: 'com.android.vending',
    signers: [`sha256:${hex(random, 64)}`],
    system: app < 20,
  }));
  const own = Array.from({ length: HABITUAL }, (_, number) => ({
    ...(all[Math.floor(DESTINATIONS ** random()) - 1] as Destination),
    app: apps[number % APPS]?.package,
    data: number % 3 === 0 ? CATEGORIES.slice(number % 4, (number % 4) + 2) : [],
  }));
  const habits = { index, random, apps, destinations: own };
  for (let past = 1; past < seq; past += 1) updateApp(habits, past);
  return habits;
}

/** With every tenth report an app has a new version. */
function updateApp({ index, apps }: DeviceHabits, seq: number): void {
  const random = createRandom(index * 104_729 + seq);
  const app = apps[20 + (seq % 40)];
  if (app && random() < 0.1) app.version = `${seq}.${Math.floor(random() * 100)}`;
}

/** JSON text of a device's next report. */
export function reportText(habits: DeviceHabits, deviceId: string, seq: number, iat: number): string {
  const { index, random } = habits;
  const at = new Date(iat * 1_000).toISOString();
  updateApp(habits, seq);
  const first = Math.floor(random() * HABITUAL);
  const connections = Array.from({ length: CONNECTIONS }, (_, number) => {
    const { host, ip, app, data } = habits.destinations[
      (first + number) % HABITUAL
    ] as DeviceHabits['destinations'][number];
    const bytesSent = Math.floor(random() * 90_000);
    return { host, ip, port: 443, protocol: 'tls', app, bytesSent, firstSeen: at, lastSeen: at, data };
  });
  return JSON.stringify({
    iss: deviceId,
    aud: AUDIENCE,
    iat,
    seq,
    schema: 1,
    collectedAt: at,
    device: {
      manufacturer: 'Nokia',
      brand: 'Nokia',
      model: `TA-${1_000 + (index % 50)}`,
      product: 'drake',
      formFactor: 'phone',
      serialNumber: `SN${String(index).padStart(9, '0')}`,
      imei: [`35${String(index).padStart(13, '0')}`],
      os: { name: 'android', version: '14', build: 'UP1A.231005.007', securityPatch: '2026-10-05' },
    },
    posture: {
      encrypted: true,
      screenLock: index % CHANGING !== 0 || seq % 2 === 0,
      rooted: false,
      bootloaderUnlocked: false,
      developerMode: false,
      adbEnabled: false,
      unknownSources: false,
    },
    carrier: { name: 'Airtel', roaming: false },
    apps: habits.apps,
    services: [
      { service: 'google/drive', state: 'enabled', syncs: ['contacts', 'photos'] },
      { accountType: 'com.google', state: 'in-use' },
    ],
    connections,
  });
}

/**
 * Rules of every kind that a defence organisation would have, with lists of a thousand banned things.
 *
 * @param more domains and networks banned beside them
 */
export function benchPolicies(more: readonly string[] = [], networks: readonly string[] = []): PolicyDocument[] {
  const packages = Array.from({ length: 500 }, (_, index) => ({ package: `com.banned${index}.app` }));
  const domains = Array.from({ length: 500 }, (_, index) => `banned${index}-cloud.com`);
  const metadata = (name: string) => ({
    apiVersion: 'cordon/v1' as const,
    kind: 'Policy' as const,
    metadata: { name },
  });
  return [
    {
      ...metadata('bench-vendors'),
      spec: {
        rules: [
          { id: 'vendor', vendor: { deny: ['xiaomi'] }, severity: 'critical' },
          { id: 'lock', posture: { require: ['screenLock', 'encrypted'], forbid: ['rooted'] } },
          { id: 'silent', freshness: { maxAge: 'P7D' } },
        ],
      },
    },
    {
      ...metadata('bench-clouds'),
      spec: {
        rules: [
          { id: 'cloud', service: { deny: ['xiaomi/mi-cloud'], when: 'enabled' } },
          {
            id: 'abroad',
            egress: {
              data: ['imei', 'phone-number', 'contacts'],
              deny: { countries: ['CN'], networks: ['42.62.48.0/24', ...networks] },
            },
          },
          { id: 'domains', egress: { deny: { domains: [...domains, ...more] } } },
          { id: 'apps', app: { deny: packages } },
        ],
      },
    },
  ];
}
