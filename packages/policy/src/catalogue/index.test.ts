import { describe, expect, test } from '@jest/globals';
import { registrableDomain } from '../matching/host.ts';
import { baseCatalogue, withOverrides } from './index.ts';
import { CatalogueOverrides, CatalogueService, CatalogueVendor } from './schema.ts';

const catalogue = baseCatalogue();
const vendors = [...catalogue.vendors.values()];
const services = [...catalogue.services.values()];
const SOURCE = { title: 'Circular 7', date: '2026-01-02' };

/** Patterns that more than one vendor lists on purpose; the manufacturer and brand decide between them. */
const SHARED_PATTERNS = ['cph*', 'armani'];

function keysByFact(factsOf: (vendor: CatalogueVendor) => readonly string[]): Map<string, string[]> {
  const keys = new Map<string, string[]>();
  for (const vendor of vendors) {
    for (const fact of factsOf(vendor))
      keys.set(fact.toLowerCase(), [...(keys.get(fact.toLowerCase()) ?? []), vendor.key]);
  }
  return keys;
}

describe('the built-in catalogue', () => {
  test.each(vendors.map((vendor) => [vendor.key, vendor] as const))('%s is well formed', (_key, vendor) => {
    expect(CatalogueVendor.parse(vendor)).toEqual(vendor);
  });

  test.each(services.map((service) => [service.key, service] as const))(
    '%s is well formed and of a vendor',
    (_key, service) => {
      expect(CatalogueService.parse(service)).toEqual(service);
      expect(catalogue.vendors.has(service.vendor)).toBe(true);
    },
  );

  test('has the vendors that an organisation asks for', () => {
    const asked = [
      'xiaomi',
      'huawei',
      'honor',
      'oppo',
      'realme',
      'oneplus',
      'vivo',
      'zte',
      'meizu',
      'lenovo',
      'tencent',
      'baidu',
      'alibaba',
      'bytedance',
      'dji',
      'hikvision',
      'samsung',
      'apple',
      'google',
      'kaspersky',
      'transsion',
      'zepp',
    ];
    expect([...catalogue.vendors.keys()].sort()).toEqual(asked.sort());
  });

  test('has the services of the 2014 case', () => {
    for (const key of ['xiaomi/mi-cloud', 'xiaomi/cloud-messaging', 'xiaomi/account'])
      expect(catalogue.services.has(key)).toBe(true);
    expect(catalogue.services.get('xiaomi/account')?.domains).toContain('api.account.xiaomi.com');
    expect(catalogue.services.get('xiaomi/mi-cloud')?.accountTypes).toContain('com.xiaomi');
  });

  test('gives every domain to one vendor, and no two services of different vendors share one', () => {
    const shared = [...keysByFact((vendor) => vendor.domains)].filter(([, keys]) => keys.length > 1);
    expect(shared).toEqual([]);
    for (const service of services) {
      for (const domain of service.domains)
        expect(services.filter((other) => other.vendor !== service.vendor && other.domains.includes(domain))).toEqual(
          [],
        );
    }
  });

  test('covers each domain of a service by a domain of its vendor', () => {
    const uncovered = services.flatMap((service) => {
      const owned = catalogue.vendors.get(service.vendor)?.domains ?? [];
      return service.domains.filter((domain) => !owned.some((own) => domain === own || domain.endsWith(`.${own}`)));
    });
    expect(uncovered).toEqual([]);
  });

  test('lists no public suffix as a domain', () => {
    const listed = [...vendors, ...services].flatMap((entry) => entry.domains);
    expect(listed.filter((domain) => registrableDomain(domain) === undefined)).toEqual([]);
  });

  test('gives every model, code name, brand and system package to one vendor, but for those known to be shared', () => {
    const facts = [
      keysByFact((vendor) => [...new Set(vendor.models)]),
      keysByFact((vendor) => [...new Set(vendor.products)]),
      keysByFact((vendor) => vendor.brands),
      keysByFact((vendor) => vendor.packages),
      keysByFact((vendor) => vendor.firmwarePackages ?? []),
    ];
    const shared = facts.flatMap((keys) =>
      [...keys].filter(([fact, owners]) => owners.length > 1 && !SHARED_PATTERNS.includes(fact)),
    );
    expect(shared).toEqual([]);
  });

  test('has firmware packages of makers of handsets alone', () => {
    const makers = vendors.filter(({ firmwarePackages }) => firmwarePackages).map(({ key }) => key);
    expect(makers.sort()).toEqual(
      'honor huawei lenovo meizu oneplus oppo realme samsung transsion vivo xiaomi zte'.split(' '),
    );
  });

  test('says nothing twice', () => {
    for (const entry of [
      ...vendors.map(({ domains, packages, firmwarePackages = [], models, products }) => [
        domains,
        packages,
        firmwarePackages,
        models,
        products,
      ]),
      ...services.map(({ domains, packages }) => [domains, packages]),
    ]) {
      for (const list of entry) expect(list).toEqual([...new Set(list)]);
    }
  });

  test('names relations that exist', () => {
    for (const vendor of vendors) {
      for (const key of [...(vendor.related ?? []), ...(vendor.madeBy ?? [])])
        expect(catalogue.vendors.has(key)).toBe(true);
      for (const key of vendor.related ?? []) expect(catalogue.vendors.get(key)?.related).toContain(vendor.key);
    }
  });

  test('cannot be changed', () => {
    expect(() => catalogue.vendors.get('xiaomi')?.domains.push('evil.example')).toThrow(TypeError);
    expect(baseCatalogue()).toBe(catalogue);
    expect(catalogue.version).toMatch(/^\d{4}-\d\d-\d\d\.[0-9a-f]{16}$/);
  });
});

describe('an organisation’s overrides', () => {
  const overrides = CatalogueOverrides.parse({
    vendors: [
      { key: 'xiaomi', seat: 'SG', sources: [SOURCE], asOf: '2026-01-02' },
      { key: 'acme', name: 'Acme', domains: ['acme.example'], sources: [SOURCE], asOf: '2026-01-02' },
    ],
    services: [{ key: 'acme/cloud', domains: ['cloud.acme.example'], sources: [SOURCE], asOf: '2026-01-02' }],
  });
  const own = withOverrides(catalogue, overrides);

  test('replace the fields they give and leave the others', () => {
    expect(own.vendors.get('xiaomi')).toEqual({
      ...catalogue.vendors.get('xiaomi'),
      seat: 'SG',
      sources: [SOURCE],
      asOf: '2026-01-02',
    });
    expect(catalogue.vendors.get('xiaomi')?.seat).toBe('CN');
  });

  test('add vendors and services', () => {
    expect(own.vendors.get('acme')).toMatchObject({ name: 'Acme', domains: ['acme.example'], models: [] });
    expect(own.services.get('acme/cloud')).toMatchObject({ vendor: 'acme', name: 'acme/cloud', packages: [] });
    expect(own.vendors.size).toBe(catalogue.vendors.size + 1);
  });

  test('show in the version, beside the base’s', () => {
    expect(own.version.startsWith(`${catalogue.version}+`)).toBe(true);
    expect(withOverrides(catalogue, overrides).version).toBe(own.version);
    expect(withOverrides(catalogue, { ...overrides, services: [] }).version).not.toBe(own.version);
    expect(withOverrides(catalogue, { vendors: [], services: [] })).toBe(catalogue);
  });

  test('stay changeable by who gave them', () => {
    expect(() => overrides.vendors[1]?.domains?.push('other.example')).not.toThrow();
    expect(own.vendors.get('acme')?.domains).toEqual(['acme.example']);
  });

  test.each([
    [{ vendors: [{ key: 'acme', sources: [], asOf: '2026-01-02' }] }],
    [{ vendors: [{ key: 'acme', asOf: '2026-01-02' }] }],
    [{ vendors: [{ key: 'Acme', sources: [SOURCE], asOf: '2026-01-02' }] }],
    [{ vendors: [{ key: '__proto__', sources: [SOURCE], asOf: '2026-01-02' }] }],
    [{ vendors: [{ key: 'acme', models: ['*'], sources: [SOURCE], asOf: '2026-01-02' }] }],
    [{ vendors: [{ key: 'acme', domains: ['com'], sources: [SOURCE], asOf: '2026-01-02' }] }],
    [{ vendors: [{ key: 'acme', domains: ['Mi.com'], sources: [SOURCE], asOf: '2026-01-02' }] }],
    [{ vendors: [{ key: 'acme', domains: ['*.acme.example'], sources: [SOURCE], asOf: '2026-01-02' }] }],
    [{ vendors: [{ key: 'acme', firmwarePackages: ['com.acme.'], sources: [SOURCE], asOf: '2026-01-02' }] }],
    [{ vendors: [{ key: 'acme', name: 'a\nb', sources: [SOURCE], asOf: '2026-01-02' }] }],
    [{ vendors: [{ key: 'acme', ban: true, sources: [SOURCE], asOf: '2026-01-02' }] }],
    [
      {
        vendors: [
          { key: 'acme', sources: [SOURCE], asOf: '2026-01-02' },
          { key: 'acme', sources: [SOURCE], asOf: '2026-01-02' },
        ],
      },
    ],
    [{ services: [{ key: 'acme', sources: [SOURCE], asOf: '2026-01-02' }] }],
    [{ services: [{ key: 'acme/cloud', vendor: 'other', sources: [SOURCE], asOf: '2026-01-02' }] }],
  ])('are refused when unsourced, unbounded or unknown: %j', (input) => {
    expect(CatalogueOverrides.safeParse(input).success).toBe(false);
  });
});
