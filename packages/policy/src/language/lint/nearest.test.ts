import { expect, test } from '@jest/globals';
import { nearestKeys } from './nearest.ts';

const KNOWN = ['xiaomi', 'huawei', 'honor', 'oppo', 'oneplus', 'vivo', 'zte'];

test.each([
  ['xaiomi', ['xiaomi']],
  ['xiaomi-inc', ['xiaomi']],
  ['huawai', ['huawei']],
  ['opo', ['oppo']],
  ['samsung', []],
  ['', []],
])('the known keys nearest to %j', (key, expected) => {
  expect(nearestKeys(key, KNOWN)).toEqual(expected);
});

test('at most three are named', () => {
  expect(nearestKeys('aaaaab', ['aaaaaa', 'aaaaac', 'aaaaad', 'aaaaae'])).toHaveLength(3);
});
