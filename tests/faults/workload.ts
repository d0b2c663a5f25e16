import type { PolicyDocument, ReportFacts } from '../../packages/policy/src/index.ts';
import { signCompact } from '../support/rig/device-key.ts';
import type { RigDevice } from '../support/rig/fill-fleet.ts';

/** What the fleet is judged by: each kind of finding, with and without grace, resolved at once and later. */
export const POLICIES: readonly PolicyDocument[] = [
  {
    apiVersion: 'cordon/v1',
    kind: 'Policy',
    metadata: { name: 'faults' },
    spec: {
      rules: [
        { id: 'lock', posture: { require: ['screenLock'] }, severity: 'high' },
        { id: 'chat', app: { deny: [{ package: 'com.tencent.mm' }] }, grace: 'P14D' },
        { id: 'abroad', egress: { data: ['imei'], deny: { countries: ['CN'] } }, severity: 'critical' },
      ],
    },
  },
];

export const AUDIENCE = 'https://cordon.example.org';

/** One report, signed once: what is sent again is the same text. */
export interface PlannedReport {
  device: RigDevice;
  seq: number;
  jws: string;
}

/**
 * The reports of each device in `seq` order. Every report turns the screen lock, so that the history of that finding
 * tells how often each report was judged.
 */
export function planReports(
  devices: readonly RigDevice[],
  count: number,
  random: () => number,
  start: number,
): PlannedReport[][] {
  return devices.map((device, index) => {
    const own = Math.floor(count / devices.length) + (index < count % devices.length ? 1 : 0);
    return Array.from({ length: own }, (_, at) => {
      const seq = at + 1;
      const iat = Math.floor(start / 1_000) + seq * 60;
      const envelope = { iss: device.id, aud: AUDIENCE, iat, seq, schema: 1 };
      const collectedAt = new Date(iat * 1_000).toISOString();
      const payload = { ...envelope, collectedAt, ...factsOf(device, seq, random) };
      return { device, seq, jws: signCompact(device.privateKey, device.id, JSON.stringify(payload)) };
    });
  });
}

function factsOf(device: RigDevice, seq: number, random: () => number): ReportFacts {
  const chat = random() < 0.2 ? [{ package: 'com.tencent.mm', version: '8.0.1' }] : [];
  const abroad =
    random() < 0.1
      ? [
          {
            host: 'api.account.xiaomi.com',
            ip: '42.62.94.2',
            port: 443,
            protocol: 'tls' as const,
            data: ['imei' as const],
          },
        ]
      : [];
  return {
    device: {
      manufacturer: 'Nokia',
      brand: 'Nokia',
      model: device.model,
      os: { name: 'android', version: '14', build: `UP1A.${seq % 5}` },
    },
    posture: { encrypted: true, screenLock: seq % 2 === 0, rooted: false },
    apps: [{ package: 'org.example.maps', version: `1.${seq}` }, ...chat],
    connections: [{ host: 'edge.example.net', ip: '52.1.2.3', port: 443, protocol: 'tls', data: [] }, ...abroad],
  };
}
