import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { normaliseHost } from '../matching/host.ts';
import { createHostScan } from './host-scan.ts';
import { createPackageScan } from './package-scan.ts';

const label = fc.constantFrom('a', 'ab', 'com', 'cn', 'mi', 'evil', 'x-1');
const name = fc.array(label, { minLength: 1, maxLength: 5 }).map((labels) => labels.join('.'));

describe('package scan', () => {
  test('never misses a name that is listed or begins with a listed prefix', () => {
    const pattern = fc.oneof(
      name,
      name.map((text) => `${text}.`),
    );
    fc.assert(
      fc.property(fc.array(pattern, { maxLength: 6 }), name, (patterns, text) => {
        const isListed = patterns.some((entry) => (entry.endsWith('.') ? text.startsWith(entry) : text === entry));
        if (isListed) expect(createPackageScan(patterns)(text)).toBe(true);
      }),
    );
  });

  test('passes over nearly all names that are not listed', () => {
    const mayConcern = createPackageScan(Array.from({ length: 10_000 }, (_, index) => `com.banned${index}.app`));
    const others = Array.from({ length: 1_000 }, (_, index) => `org.vendor${index}.app${index % 60}`);
    expect(others.filter(mayConcern).length).toBeLessThan(20);
  });
});

describe('host scan', () => {
  test('never misses a host that is listed or below a listed domain', () => {
    fc.assert(
      fc.property(fc.array(name, { maxLength: 6 }), name, (domains, host) => {
        const isListed = domains.some((domain) => host === domain || host.endsWith(`.${domain}`));
        if (isListed) expect(createHostScan(domains)(host)).toBe(true);
      }),
    );
  });

  test('has everything looked at that does not end like a host in its one form', () => {
    const mayConcern = createHostScan(['evil.example']);
    const odd = [
      '',
      '.',
      'EVIL.EXAMPLE',
      'evil.example.',
      'a b',
      'www.exa mple.org',
      '1.2.3.4',
      '::1',
      'http://x.org/',
      'x.org:443',
      'ex\u00e4mple.org',
      'a..b',
      '\ud800',
    ];
    expect(odd.filter((host) => !mayConcern(host))).toEqual([]);
  });

  test('of what it passes over, the end is what the one form of the host ends in', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 12 }), name, (start, end) => {
        const host = `${start}.${end}`;
        const normalised = normaliseHost(host);
        if (!createHostScan([])(host) && normalised !== undefined) {
          expect(normalised.endsWith(end.split('.').slice(-2).join('.'))).toBe(true);
        }
      }),
    );
  });

  test('passes over nearly all hosts that are not listed', () => {
    const mayConcern = createHostScan(Array.from({ length: 10_000 }, (_, index) => `banned${index}-cloud.com`));
    const others = Array.from({ length: 1_000 }, (_, index) => `edge${index}.cdn.service${index}.net`);
    expect(others.filter(mayConcern).length).toBeLessThan(20);
  });
});
