import { describe, expect, test } from '@jest/globals';
import { normaliseHost, registrableDomain } from './host.ts';

describe('normaliseHost', () => {
  test.each([
    ['api.account.xiaomi.com', 'api.account.xiaomi.com'],
    ['API.Mi.COM', 'api.mi.com'],
    ['mi.com.', 'mi.com'],
    ['MI.COM.', 'mi.com'],
    ['bücher.example', 'xn--bcher-kva.example'],
    ['BÜCHER.example.', 'xn--bcher-kva.example'],
    ['ｍｉ．ｃｏｍ', 'mi.com'],
    ['mi。com', 'mi.com'],
    ['xiaomi\u00ad.com', 'xiaomi.com'],
    ['_dmarc.mi.com', '_dmarc.mi.com'],
    ['localhost', 'localhost'],
    ['小米.中国', 'xn--yets76e.xn--fiqs8s'],
  ])('brings %j to its one form', (host, expected) => {
    expect(normaliseHost(host)).toBe(expected);
  });

  test.each([
    '',
    '.',
    '..',
    'mi..com',
    '.mi.com',
    'mi.com..',
    'mi com',
    'mi.com/path',
    'mi.com:443',
    'user@mi.com',
    'mi.com\0.example',
    'mi.com#x',
    '%6di.com',
    'é%41.com',
    '[::1]',
    '42.62.48.1',
    '0x7f.1',
    '1.2.3',
    'a.\ud800.com',
    `${'a'.repeat(64)}.com`,
    `${'a.'.repeat(127)}com`,
    '*.mi.com',
  ])('finds no host in %j', (text) => {
    expect(normaliseHost(text)).toBeUndefined();
  });

  test('takes a name of 253 characters with labels of 63, and none longer', () => {
    const label = 'a'.repeat(63);
    const longest = `${label}.${label}.${label}.${'a'.repeat(61)}`;
    expect(normaliseHost(longest)).toBe(longest);
    expect(normaliseHost(`${longest}.`)).toBe(longest);
    expect(normaliseHost(`${longest}a`)).toBeUndefined();
  });

  test('is the same when applied again', () => {
    for (const host of ['BÜCHER.example.', 'ｍｉ．ｃｏｍ', 'API.mi.com']) {
      const once = normaliseHost(host) as string;
      expect(normaliseHost(once)).toBe(once);
    }
  });
});

describe('registrableDomain', () => {
  test.each([
    ['api.account.xiaomi.com', 'xiaomi.com'],
    ['news.bbc.co.uk.', 'bbc.co.uk'],
    ['mi.com.evil.example', 'evil.example'],
    ['XIAOMI.com', 'xiaomi.com'],
  ])('of %j is %j', (host, expected) => {
    expect(registrableDomain(host)).toBe(expected);
  });

  test.each(['co.uk', 'localhost', '10.0.0.1', 'not a host', ''])('does not exist for %j', (host) => {
    expect(registrableDomain(host)).toBeUndefined();
  });
});
