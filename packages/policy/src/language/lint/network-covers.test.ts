import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createNetworkSet } from '../../matching/network-set.ts';
import { areEveryAddress, networkKey, outerNetworks } from './network-covers.ts';

test('the narrowest network around another one is found, in its own family', () => {
  const outer = ['10.0.0.0/8', '10.1.0.0/16', '10.1.2.3/16', '::/0', 'no network'];
  const inner = ['10.1.2.0/24', '10.1.0.0/16', '10.0.0.0/8', '9.0.0.0/8', '::a00:1', 'no network', '11.0.0.1'];
  const names = outerNetworks(inner, outer).map((index) => (index === undefined ? undefined : outer[index]));
  expect(names).toEqual(['10.1.0.0/16', '10.0.0.0/8', undefined, undefined, '::/0', undefined, undefined]);
});

test('agrees with looking up each address', () => {
  const network = fc
    .tuple(fc.integer({ min: 0, max: 15 }), fc.integer({ min: 28, max: 31 }))
    .map(([last, prefix]) => `192.0.2.${last}/${prefix}`);
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 15 }), fc.array(network, { maxLength: 8 }), (last, outer) => {
      const address = `192.0.2.${last}`;
      const [index] = outerNetworks([address], outer);
      const found = index === undefined ? undefined : networkKey(outer[index] ?? '');
      const expected = createNetworkSet(outer).match(address);
      expect(found).toBe(expected && networkKey(expected));
    }),
  );
});

test.each([
  [['0.0.0.0/0', '::/0'], true],
  [['0.0.0.0/1', '128.0.0.0/1', '::/1', '8000::/1'], true],
  [['0.0.0.0/0'], false],
  [['0.0.0.0/0', '::/1'], false],
  [['::/0'], false],
  [[], false],
])('%j are every address: %s', (networks, expected) => {
  expect(areEveryAddress(networks)).toBe(expected);
});
