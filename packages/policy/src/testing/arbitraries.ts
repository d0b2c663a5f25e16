import fc from 'fast-check';
import type { ReportFacts } from '../facts.ts';
import { DataCategory } from '../facts.ts';
import type { PolicyDocument } from '../language/document.ts';
import { hashDocument } from '../language/hash.ts';
import type { Rule } from '../language/rule.ts';
import { PostureKey } from '../language/rules/posture.ts';
import type { Place, PolicyInput } from '../types.ts';

/** A small world, so that rules and reports often meet: the vendors and services of `cases/support/catalogue.json`. */
export const PLACES: Readonly<Record<string, Place>> = {
  '42.62.94.2': { country: 'CN', asn: 4808 },
  '42.62.48.7': { country: 'CN' },
  '49.44.1.1': { country: 'IN', asn: 55_836 },
  '13.228.0.1': { country: 'SG', asn: 16_509 },
  '::ffff:49.44.1.2': { country: 'IN', asn: 55_836 },
};
const IPS = [...Object.keys(PLACES), '8.8.8.8', '10.0.0.1', '192.168.3.4', '127.0.0.1'];
const HOSTS = [
  'api.redrice.com',
  'cloud.redrice.com',
  'eu.cloud.redrice.com',
  'abroad.redrice.com',
  'REDRICE.com.',
  'notredrice.com',
  'redrice.com.evil.example',
  'img.redrice.com.edgesuite.net',
  'a.evil.example.edgesuite.net',
  'plain.edgesuite.net',
  'evil.example',
  'a.b.evil.example',
  'notevil.example',
  'www.southsung.com',
  'stateless.example',
  'www.elder.com',
  'not a host',
  '42.62.94.2',
  'example.org',
];
const PACKAGES = [
  'com.redrice.cloud',
  'com.redrice.backup.x',
  'com.bad.app',
  'com.bad.app.two',
  'com.badger',
  'com.Bad.app',
  'org.ok',
  '__proto__',
  'constructor',
];
const DIGESTS = ['ab', 'cd', 'ef'].map((pair) => `sha256:${pair.repeat(32)}`);

const pick = <T>(values: readonly T[]): fc.Arbitrary<T> => fc.constantFrom(...values);
const some = <T>(values: readonly T[], max = 3): fc.Arbitrary<T[]> =>
  fc.uniqueArray(pick(values), { minLength: 1, maxLength: Math.min(max, values.length) });
const optional = <T extends object>(shape: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<Partial<T>> =>
  fc.record(shape, { requiredKeys: [] }) as fc.Arbitrary<Partial<T>>;
const notEmpty = (value: object): boolean => Object.keys(value).length > 0;

const destinations = optional({
  countries: some(['CN', 'IN', 'SG']),
  jurisdictions: some(['CN', 'KR', 'SG']),
  vendors: some(['redrice', 'southsung', 'elder']),
  domains: some(['evil.example', 'redrice.com', 'b.evil.example', 'example.org']),
  networks: some(['42.62.48.0/24', '42.0.0.0/8', '49.44.1.0/30', '10.0.0.0/8']),
  asns: some([4808, 16_509]),
}).filter(notEmpty);

const appEntry = optional({
  package: pick(PACKAGES),
  signer: pick(DIGESTS),
  publisher: pick(['com.bad.', 'com.', 'org.']),
}).filter(notEmpty);
const data = some(['imei', 'sms', 'contacts'] as DataCategory[]);

const ruleBodies: fc.Arbitrary<Partial<Rule>>[] = [
  fc.record({
    vendor: fc.record({
      deny: fc.array(
        fc.oneof(
          pick(['redrice', 'elder', 'southsung']),
          optional({ brand: pick(['Red*', '*']), model: pick(['RR *', '*1*', 'A1']), product: pick(['arma*']) }).filter(
            notEmpty,
          ),
        ),
        { minLength: 1, maxLength: 3 },
      ),
    }),
  }),
  fc.record({
    service: fc.record({
      deny: some(['redrice/cloud', 'redrice/store', 'redrice/abroad']),
      when: pick(['present', 'enabled', 'in-use'] as const),
    }),
  }),
  fc.record({
    egress: fc.oneof(
      fc.record({ deny: destinations, data }, { requiredKeys: ['deny'] }),
      fc.record({ allow: destinations, data }, { requiredKeys: ['allow'] }),
    ),
  }),
  fc.record({
    app: fc.oneof(
      fc.record({ allowOnly: fc.array(appEntry, { minLength: 1, maxLength: 3 }) }),
      optional({
        deny: fc.array(appEntry, { minLength: 1, maxLength: 3 }),
        pin: fc.uniqueArray(fc.record({ package: pick(PACKAGES), signers: some(DIGESTS, 2) }), {
          minLength: 1,
          maxLength: 2,
          selector: (entry) => entry.package,
        }),
      }).filter(notEmpty),
    ),
  }),
  fc.record({
    os: optional({
      minimum: fc.record({ android: pick(['9', '13', '14.1']) }),
      maxPatchAge: pick(['P30D', 'P90D']),
      deny: fc.array(
        fc.record(
          { platform: pick(['android', 'ios']), version: pick(['< 5', '>= 14', '< 13.10']) },
          { requiredKeys: ['version'] },
        ),
        { minLength: 1, maxLength: 2 },
      ),
    }).filter(notEmpty),
  }),
  fc.record({
    posture: optional({ require: some(PostureKey.options, 2), forbid: some(PostureKey.options, 2) }).filter(notEmpty),
  }),
];

/** A rule of any type but freshness, which has no simple counterpart in a sequence of reports. */
export const ruleArbitrary: fc.Arbitrary<Omit<Rule, 'id'>> = fc
  .tuple(
    fc.oneof(...ruleBodies),
    optional({
      severity: pick(['info', 'low', 'critical'] as const),
      grace: pick(['P2D', 'P30D', 'P0D']),
      onMissing: pick(['ignore', 'unknown'] as const),
    }),
    fc.option(pick(['P3D', 'P20D']), { nil: undefined }),
  )
  .map(([body, common, clearAfter]) => ({
    ...body,
    ...common,
    ...(clearAfter && (body.egress || body.service) ? { clearAfter } : {}),
  }));

/** Policies with up to four rules each, in force long since. */
export const policiesArbitrary: fc.Arbitrary<PolicyInput[]> = fc
  .array(fc.array(ruleArbitrary, { minLength: 1, maxLength: 4 }), { maxLength: 3 })
  .map((sets) => asJson(sets.map((rules, index) => policyOf(`policy-${index}`, rules))));

/** The value as it comes out of JSON: with ordinary prototypes, without `undefined`. */
function asJson<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

/** A policy in force since 2014. */
export function policyOf(name: string, rules: readonly Omit<Rule, 'id'>[]): PolicyInput {
  const document: PolicyDocument = {
    apiVersion: 'cordon/v1',
    kind: 'Policy',
    metadata: { name },
    spec: { rules: rules.map((rule, index) => ({ id: `rule-${index}`, ...rule })) },
  };
  return { name, version: 1, hash: hashDocument(document), document, inForceSince: Date.parse('2014-01-01T00:00:00Z') };
}

const connection = optional({
  host: pick(HOSTS),
  ip: pick(IPS),
  data: fc.uniqueArray(pick(DataCategory.options.slice(0, 6)), { maxLength: 3 }),
  bytesSent: fc.nat(9),
}).filter((entry) => entry.host !== undefined || entry.ip !== undefined);
const app = fc.record(
  {
    package: pick(PACKAGES),
    signers: fc.array(pick([...DIGESTS, DIGESTS[0]?.toUpperCase() ?? '', 'garbage']), { maxLength: 2 }),
    system: fc.constant(false),
  },
  { requiredKeys: ['package'] },
);
const service = fc.oneof(
  fc.record({
    service: pick(['redrice/cloud', 'redrice/store', 'other/none']),
    state: pick(['present', 'enabled', 'in-use'] as const),
  }),
  fc.record({
    accountType: pick(['com.redrice.account', 'com.other']),
    state: pick(['present', 'enabled', 'in-use'] as const),
  }),
);
const device = fc
  .record(
    {
      manufacturer: pick(['Redrice', 'REDRICE INC', 'Acme', 'Redriceland', 'unknown']),
      brand: pick(['Redrice', 'Pocket', 'Acme']),
      model: pick(['RR 1S', '2014011', 'A1', 'RRX']),
      product: pick(['armadillo', 'x1']),
      version: pick(['4.4', '13', '14.1', '13.2', 'beta']),
      name: pick(['android', 'Android', 'ios']),
      securityPatch: pick(['2014-10-01', '2014-08-20', '2014-01-01']),
    },
    { requiredKeys: ['manufacturer', 'model', 'version', 'name'] },
  )
  .map(({ version, name, securityPatch, ...rest }) => ({
    ...rest,
    os: { name, version, ...(securityPatch ? { securityPatch } : {}) },
  }));

/** A report with any sections. */
export const reportArbitrary: fc.Arbitrary<ReportFacts> = (
  fc.record(
    {
      device,
      posture: optional(Object.fromEntries(PostureKey.options.map((key) => [key, fc.boolean()]))),
      apps: fc.uniqueArray(app, { maxLength: 6, selector: (entry) => entry.package }),
      services: fc.array(service, { maxLength: 3 }),
      connections: fc.array(connection, { maxLength: 6 }),
    },
    { requiredKeys: ['device'] },
  ) as fc.Arbitrary<ReportFacts>
).map(asJson);
