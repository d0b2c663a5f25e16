import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { baseCatalogue, matchHost } from './index.ts';

// The lists were collected without sight of the catalogue; the head of each file names its sources.
const VENDOR_GROUPS: Record<string, readonly string[]> = {
  xiaomi: ['xiaomi'],
  huawei: ['huawei', 'honor'],
  oppo: ['oppo', 'realme', 'oneplus'],
  vivo: ['vivo'],
};
const SHARE_TO_REACH = 0.9;

function hostsOf(list: string): string[] {
  const text = readFileSync(new URL(`../acceptance/hosts/${list}.txt`, import.meta.url), 'utf8');
  return text
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
}

describe('the catalogue against hosts that others observed', () => {
  const catalogue = baseCatalogue();

  test.each(Object.entries(VENDOR_GROUPS))('knows at least nine of ten hosts of %s', (list, group) => {
    const hosts = hostsOf(list);
    const missed = hosts.filter((host) => !group.includes(matchHost(catalogue, host).vendor ?? ''));
    const share = 1 - missed.length / hosts.length;

    expect(hosts.length).toBeGreaterThanOrEqual(60);
    expect(share >= SHARE_TO_REACH ? [] : missed).toEqual([]);
  });

  test('claims no host that belongs to no vendor', () => {
    const hosts = hostsOf('benign');
    const claimed = hosts.flatMap((host) => {
      const { vendor, domain } = matchHost(catalogue, host);
      return vendor === undefined ? [] : [{ host, vendor, domain }];
    });

    expect(hosts.length).toBeGreaterThanOrEqual(150);
    expect(claimed).toEqual([]);
  });
});
