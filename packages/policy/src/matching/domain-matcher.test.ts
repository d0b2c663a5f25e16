import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { countingText } from '../testing/counting-text.ts';
import { createDomainMatcher } from './domain-matcher.ts';
import { createSuffixFilter } from './suffix-filter.ts';

const matcher = createDomainMatcher([
  ['mi.com', 'a'],
  ['xiaomi.com', 'b'],
  ['account.xiaomi.com', 'c'],
  ['mi.com', 'd'],
  ['bücher.example', 'e'],
]);
const valuesOf = (host: string): string[] => matcher.match(host).map(({ value }) => value);

describe('a domain matcher', () => {
  test.each([
    ['mi.com', ['a', 'd']],
    ['api.mi.com', ['a', 'd']],
    ['API.MI.COM.', ['a', 'd']],
    ['ｍｉ．ｃｏｍ', ['a', 'd']],
    ['a.b.c.d.e.f.g.h.mi.com', ['a', 'd']],
    ['account.xiaomi.com', ['c', 'b']],
    ['api.account.xiaomi.com', ['c', 'b']],
    ['www.BÜCHER.example', ['e']],
    ['xn--bcher-kva.example', ['e']],
  ])('matches %j by label suffix, the most specific first', (host, expected) => {
    expect(valuesOf(host)).toEqual(expected);
  });

  test.each([
    'notmi.com',
    'mi.com.evil.example',
    'xiaomi.example.org',
    'mi.community',
    'com',
    'mi',
    'xiaomi-com.example',
    'mi.com/evil',
    'evil@mi.com',
    'm\u0456.com',
    '.mi.com',
    'a b.mi.com',
    '',
  ])('does not match %j', (host) => {
    expect(matcher.match(host)).toEqual([]);
  });

  test('ignores an entry that is no host name', () => {
    expect(createDomainMatcher([['not a host', 1]]).match('not a host')).toEqual([]);
  });

  test('finds what a plain comparison of suffixes finds', () => {
    const label = fc.constantFrom('a', 'b', 'mi', 'com', 'xn--a', 'A', 'net');
    const host = fc.array(label, { minLength: 1, maxLength: 6 }).map((labels) => labels.join('.'));
    fc.assert(
      fc.property(fc.array(host, { maxLength: 20 }), host, (domains, candidate) => {
        const lower = candidate.toLowerCase();
        const expected = domains.filter((domain) => `.${lower}`.endsWith(`.${domain.toLowerCase()}`));
        const found = createDomainMatcher(domains.map((domain) => [domain, domain])).match(candidate);
        expect(found.map(({ value }) => value).sort()).toEqual(expected.sort());
      }),
    );
  });
});

describe('behind a known CDN', () => {
  test.each([
    ['mistat.intl.xiaomi.com.edgesuite.net', 'xiaomi.com'],
    ['MISTAT.intl.xiaomi.com.EDGESUITE.net.', 'xiaomi.com'],
    ['cdn.mi.com.w.kunlunar.com', 'mi.com'],
    ['mi.com.cdn.dnsv1.com', 'mi.com'],
    ['xiaomi.com.edgekey.net.globalredir.akadns.net', 'xiaomi.com'],
    ['p16-xiaomi-com.akamaized.net', 'xiaomi.com'],
    ['xiaomi-com.akamaized.net', 'xiaomi.com'],
    ['cdn-us-mi-com.akamaized.net', 'mi.com'],
    ['evil.mi.com.akamaized.net', 'mi.com'],
  ])('%j matches by the embedded domain', (host, domain) => {
    expect(matcher.match(host)[0]).toEqual({ domain, value: expect.any(String), via: 'cdn' });
  });

  test.each([
    'notmi.com.edgesuite.net',
    'mi.com.evil.example.edgesuite.net',
    'edgesuite.net',
    'e1234.dscd.akamaiedge.net',
    'hami-com-tw.akamaized.net',
    'evil-mi-com.akamaized.net',
    'x-mi-com.akamaized.net',
    'p16-evil-mi-com.akamaized.net',
    'evil-xiaomi-com.akamaized.net',
    'mi.com.edgesuite.net.evil.example',
    'mi.com.notedgesuite.net',
  ])('%j does not match', (host) => {
    expect(matcher.match(host)).toEqual([]);
  });

  test('comes before what is listed of the outer name', () => {
    const both = createDomainMatcher([
      ['kunlunar.com', 'cdn'],
      ['mi.com', 'vendor'],
    ]);
    expect(both.match('x.mi.com.w.kunlunar.com')).toEqual([
      { domain: 'mi.com', value: 'vendor', via: 'cdn' },
      { domain: 'kunlunar.com', value: 'cdn' },
    ]);
  });
});

describe('the cost of a match', () => {
  test('does not grow with the number of domains', () => {
    const host = 'api.service.example.org';
    for (const entries of [10, 100_000]) {
      const listed = Array.from({ length: entries }, (_, index) => `banned${index}.example.net`);
      const counted = countingText(host);
      createSuffixFilter(listed).mayMatch(counted.text);
      expect(counted.reads()).toBeLessThanOrEqual(host.length + 1);
    }
  });

  test('is exact work for few of the hosts that are not listed', () => {
    const listed = Array.from({ length: 100_000 }, (_, index) => `banned${index}.example.net`);
    const { mayMatch } = createSuffixFilter(listed);
    const hosts = Array.from(
      { length: 10_000 },
      (_, index) => `api${index}.service${index % 97}.example${index % 13}.org`,
    );
    expect(hosts.filter(mayMatch).length).toBeLessThan(500);
    expect(listed.every(mayMatch)).toBe(true);
  });

  test.each([
    ['1 MB without a dot', 'a'.repeat(1_000_000)],
    ['100,000 labels', 'a.'.repeat(100_000)],
    ['1 MB of dots', '.'.repeat(1_000_000)],
    ['1 MB beyond ASCII', 'é'.repeat(1_000_000)],
  ])('is bounded for %s', (_name, host) => {
    const counted = countingText(host);
    expect(matcher.match(counted.text)).toEqual([]);
    expect(counted.reads()).toBeLessThan(2_000);
  });
});
