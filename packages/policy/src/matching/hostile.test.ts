import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { baseCatalogue } from '../catalogue/index.ts';
import { countingText } from '../testing/counting-text.ts';
import { compareBuilds } from './builds.ts';
import { matchHost } from './catalogue-match.ts';
import { normaliseDigest } from './digest.ts';
import { globMatcher } from './glob.ts';
import { normaliseHost, registrableDomain } from './host.ts';
import { vendorsOfFirmwarePackage } from './identify-packages.ts';
import { parseIp } from './ip.ts';
import { createNetworkSet, parseNetwork } from './network-set.ts';
import { isSpecialAddress } from './special-addresses.ts';
import { compareVersions } from './versions.ts';

const catalogue = baseCatalogue();
const networks = createNetworkSet(['10.0.0.0/8']);

const HOSTILE: readonly string[] = [
  '__proto__',
  'constructor',
  'toString.com',
  '\0',
  'mi.com\0',
  '\ud800',
  '\udfff.mi.com',
  'xn--',
  'xn--.com',
  `xn--${'a'.repeat(59)}.com`,
  'a'.repeat(1_000_000),
  'é'.repeat(1_000_000),
  'a.'.repeat(100_000),
  '。'.repeat(100_000),
  '1.'.repeat(100_000),
  ':'.repeat(1_000_000),
  '*'.repeat(100_000),
  '-'.repeat(1_000_000),
  '\u0301'.repeat(10_000),
  `${'xn--'.repeat(50)}.com`,
];

const functions: readonly (readonly [string, (text: string) => unknown])[] = [
  ['normaliseHost', normaliseHost],
  ['registrableDomain', registrableDomain],
  ['matchHost', (text) => matchHost(catalogue, text)],
  ['parseIp', parseIp],
  ['parseNetwork', parseNetwork],
  ['network set', (text) => networks.match(text)],
  ['isSpecialAddress', isSpecialAddress],
  ['normaliseDigest', normaliseDigest],
  ['compareVersions', (text) => compareVersions(text, '1.0')],
  ['compareBuilds', (text) => compareBuilds({ buildPattern: 'miui' }, text, 'V12.5.1.0.RKQMIXM')],
  ['vendorsOfFirmwarePackage', (text) => vendorsOfFirmwarePackage(catalogue, text)],
  ['globMatcher', (text) => globMatcher('*a*b*')(text)],
];

describe.each(functions)('%s', (_name, run) => {
  test('takes any text without an exception', () => {
    for (const text of HOSTILE) expect(() => run(text)).not.toThrow();
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => void run(text)));
    const hostLike = fc.string({
      unit: fc.constantFrom('a', '.', '-', 'é', '。', ':', '1', 'x', 'n', '\0', '\ud83d', '٠', 'ß', 'ﬀ', '\u200d'),
      maxLength: 60,
    });
    fc.assert(fc.property(hostLike, (text) => void run(text)));
  });
});

describe('what is read of a text of 1 MB', () => {
  test.each([
    ['normaliseHost', normaliseHost],
    ['parseIp', parseIp],
    ['normaliseDigest', normaliseDigest],
  ] as const)('%s refuses it by its length alone', (_name, run) => {
    const counted = countingText('a'.repeat(1_000_000));
    expect(run(counted.text)).toBeUndefined();
    expect(counted.reads()).toBe(0);
  });
});

test('a homograph of a listed domain is another domain', () => {
  for (const host of ['х\u0456aomi.com', 'xi\u0430omi.com', 'm\u0131.com', 'mі.com', 'xiaomi.соm'])
    expect(matchHost(catalogue, host)).toEqual({});
});
