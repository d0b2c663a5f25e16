import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { quickCheck } from './quick-check.ts';
import { ReportPayload } from './report.ts';

const REPORT = {
  iss: 'device',
  aud: 'https://cordon.example.org',
  iat: 1_413_936_000,
  seq: 7,
  schema: 1,
  collectedAt: '2014-10-22T00:00:00Z',
  device: {
    manufacturer: 'Xiaomi',
    model: 'HM 1SW',
    formFactor: 'phone',
    imei: ['866962020000001'],
    os: { name: 'android', version: '4.2.2', build: null, securityPatch: '2014-08-01' },
  },
  posture: { encrypted: false, rooted: true },
  carrier: { name: 'Airtel', roaming: false },
  apps: [{ package: 'com.xiaomi.xmsf', version: '1', versionCode: 3, installer: null, signers: ['a'], system: true }],
  services: [{ service: 'xiaomi/mi-cloud', state: 'in-use', syncs: ['contacts'] }],
  connections: [
    {
      host: 'api.account.xiaomi.com',
      ip: '42.62.48.1',
      port: 443,
      bytesSent: 1,
      firstSeen: '2014-08-08T01:00:00Z',
      data: ['imei'],
    },
    { ip: '2001:db8::1' },
  ],
};
const isValid = quickCheck(ReportPayload);

/** Every place of the report, as the list of keys that leads there. */
function places(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, member]) => places(member, [...path, key]))];
}

/** The report with another value at one place; `undefined` takes the member away. */
function changed(path: readonly string[], value: unknown): unknown {
  const copy = structuredClone(REPORT) as Record<string, unknown>;
  const last = path.at(-1);
  if (last === undefined) return value;
  let at = copy;
  for (const key of path.slice(0, -1)) at = at[key] as Record<string, unknown>;
  if (value === undefined) delete at[last];
  else at[last] = value;
  return copy;
}

const HOSTILE = fc.oneof(
  fc.jsonValue(),
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    ...[
      '',
      '\0',
      '\ud800',
      'a'.repeat(257),
      '2014-10-22',
      '2014-10-22T00:00:00',
      '0000-01-01T00:00:00Z',
      '999.1.1.1',
      '::g',
      'imei',
    ],
    ...[-1, 0, 0.5, 1e300, 65_536, null, true, [], {}, ['imei', 'imei'], { a: { b: 1 } }, undefined],
  ),
);

describe('a check derived from a schema', () => {
  test('says yes to a report that names everything of the protocol', () => {
    const whole = { ...REPORT, connections: [REPORT.connections[0]] };
    expect(isValid(whole)).toBe(true);
    expect(ReportPayload.safeParse(whole).success).toBe(true);
  });

  test('never says yes to what the schema refuses, whatever stands anywhere in a report', () => {
    fc.assert(
      fc.property(fc.constantFrom(...places(REPORT)), HOSTILE, (path, value) => {
        const report = changed(path, value);
        return !isValid(report) || ReportPayload.safeParse(report).success;
      }),
      { numRuns: 5_000 },
    );
  });

  test.each(places(REPORT).filter((path) => path.length > 0))(
    'asks about a member that is not known, at %j %j %j %j',
    (...path) => {
      const at = path.reduce<unknown>((value, key) => (value as Record<string, unknown>)[key as string], REPORT);
      if (typeof at !== 'object' || at === null || Array.isArray(at)) return;
      expect(isValid(changed(path as string[], { ...at, unknownMember: 1 }))).toBe(false);
      expect(isValid(changed(path as string[], { ...at, ['__proto__' as string]: 1, a: 1 }))).toBe(false);
    },
  );

  test.each([
    ['text with U+0000', 'a\0b'],
    ['a lone surrogate', 'a\ud800'],
    ['text that is too long', 'a'.repeat(257)],
  ])('asks about %s', (_name, text) => {
    expect(isValid(changed(['apps', '0', 'package'], text))).toBe(false);
  });

  test('asks about every kind of schema that it does not know', () => {
    for (const schema of [
      z.date(),
      z.record(z.string(), z.string()),
      z.string().transform(Number),
      z.email(),
      z.any(),
    ]) {
      expect(quickCheck(schema)('a@example.org')).toBe(false);
    }
  });
});
