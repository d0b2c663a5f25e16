import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseIp } from './ip.ts';
import { createNetworkSet, parseNetwork } from './network-set.ts';
import { isSpecialAddress } from './special-addresses.ts';

describe('parseIp', () => {
  test.each([
    ['42.62.48.1', { version: 4, value: 0x2a3e3001 }],
    ['0.0.0.0', { version: 4, value: 0 }],
    ['255.255.255.255', { version: 4, value: 0xffffffff }],
    ['::ffff:42.62.48.1', { version: 4, value: 0x2a3e3001 }],
    ['::FFFF:2a3e:3001', { version: 4, value: 0x2a3e3001 }],
    ['0:0:0:0:0:ffff:42.62.48.1', { version: 4, value: 0x2a3e3001 }],
    ['::', { version: 6, value: 0n }],
    ['::1', { version: 6, value: 1n }],
    ['2001:db8::1', { version: 6, value: 0x20010db8000000000000000000000001n }],
    ['2001:DB8:0:0:0:0:0:1', { version: 6, value: 0x20010db8000000000000000000000001n }],
    ['64:ff9b::42.62.48.1', { version: 6, value: 0x64ff9b00000000000000002a3e3001n }],
  ])('reads %j', (text, expected) => {
    expect(parseIp(text)).toEqual(expected);
  });

  test.each([
    '',
    '1.2.3',
    '1.2.3.4.5',
    '256.1.1.1',
    '01.2.3.4',
    '1.2.3.4 ',
    '1..2.3',
    '-1.2.3.4',
    '0x1.2.3.4',
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1:2:3:4:5:6:7:8::',
    '12345::',
    'g::',
    '::1.2.3',
    '1.2.3.4::',
    'fe80::1%eth0',
    '[::1]',
    'mi.com',
    '\u0010::',
    '１.2.3.4',
  ])('finds no address in %j', (text) => {
    expect(parseIp(text)).toBeUndefined();
  });

  test('reads every address that it can be written from', () => {
    fc.assert(
      fc.property(fc.ipV4(), (ip) => {
        const value = ip.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
        expect(parseIp(ip)).toEqual({ version: 4, value });
      }),
    );
    fc.assert(fc.property(fc.ipV6(), (ip) => expect(parseIp(ip)).toBeDefined()));
  });
});

describe('a network set', () => {
  const set = createNetworkSet([
    '42.62.48.0/24',
    '42.62.0.0/16',
    '42.62.48.7',
    '2001:db8:1::/48',
    'nonsense',
    '1.2.3.4/33',
  ]);

  test.each([
    ['42.62.48.0', '42.62.48.0/24'],
    ['42.62.48.255', '42.62.48.0/24'],
    ['42.62.48.7', '42.62.48.7'],
    ['42.62.48.8', '42.62.48.0/24'],
    ['42.62.49.0', '42.62.0.0/16'],
    ['42.62.255.255', '42.62.0.0/16'],
    ['::ffff:42.62.48.1', '42.62.48.0/24'],
    ['2001:db8:1:ffff::1', '2001:db8:1::/48'],
  ])('finds %j in the narrowest network, %j', (ip, cidr) => {
    expect(set.match(ip)).toBe(cidr);
    expect(set.has(ip)).toBe(true);
  });

  test.each(['42.61.255.255', '42.63.0.0', '2001:db8:2::1', '::42.62.48.1', 'nonsense', '1.2.3.4', ''])(
    '%j is in none',
    (ip) => {
      expect(set.match(ip)).toBeUndefined();
    },
  );

  test('covers everything from /0, the ends included', () => {
    const all = createNetworkSet(['0.0.0.0/0', '::/0']);
    for (const ip of ['0.0.0.0', '255.255.255.255', '::', 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'])
      expect(all.has(ip)).toBe(true);
  });

  test('agrees with a search of all networks', () => {
    const cidr = fc
      .tuple(fc.nat(0xffff), fc.integer({ min: 16, max: 32 }))
      .map(([low, prefix]) => `10.0.${low >> 8}.${low & 255}/${prefix}`);
    fc.assert(
      fc.property(fc.array(cidr, { maxLength: 12 }), fc.nat(0xffff), (cidrs, low) => {
        const value = 10 * 2 ** 24 + low;
        const holds = cidrs.filter((text) => {
          const network = parseNetwork(text) as { value: number; prefix: number };
          const size = 2 ** (32 - network.prefix);
          return Math.floor(network.value / size) === Math.floor(value / size);
        });
        const widths = holds.map((text) => Number(text.split('/')[1]));
        const found = createNetworkSet(cidrs).match(`10.0.${low >> 8}.${low & 255}`);
        expect(found === undefined ? undefined : Number(found.split('/')[1])).toBe(
          widths.length === 0 ? undefined : Math.max(...widths),
        );
      }),
    );
  });

  test('takes a mapped network as its IPv4 network', () => {
    expect(createNetworkSet(['::ffff:42.62.48.0/120']).has('42.62.48.9')).toBe(true);
    expect(createNetworkSet(['::ffff:42.62.48.0/120']).has('42.62.49.9')).toBe(false);
  });
});

describe('isSpecialAddress', () => {
  test.each([
    '10.1.2.3',
    '172.31.255.255',
    '192.168.0.1',
    '127.0.0.1',
    '169.254.1.1',
    '100.64.0.1',
    '192.0.2.1',
    '198.51.100.1',
    '203.0.113.9',
    '198.19.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '0.0.0.0',
    '::ffff:10.0.0.1',
    '::',
    '::1',
    'fe80::1',
    'fd00::1',
    'ff02::1',
    '2001:db8::1',
    '3fff::1',
    '100::1',
  ])('%s has no place', (ip) => {
    expect(isSpecialAddress(ip)).toBe(true);
  });

  test.each([
    '42.62.48.1',
    '8.8.8.8',
    '172.32.0.1',
    '172.15.255.255',
    '100.128.0.1',
    '192.0.0.9',
    '2404:6800::1',
    '2002:2a3e:3001::1',
    '64:ff9b::1',
    '::ffff:8.8.8.8',
    'mi.com',
    '',
  ])('%j is not special', (ip) => {
    expect(isSpecialAddress(ip)).toBe(false);
  });
});
