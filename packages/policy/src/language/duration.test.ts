import { expect, test } from '@jest/globals';
import { parseDuration } from './duration.ts';

const DAY_MS = 86_400_000;

test.each([
  ['P14D', 14 * DAY_MS],
  ['P2W', 14 * DAY_MS],
  ['PT12H', DAY_MS / 2],
  ['P1DT1H1M1S', DAY_MS + 3_661_000],
  ['P0D', 0],
  ['P3650D', 3_650 * DAY_MS],
])('%s is read', (text, length) => {
  expect(parseDuration(text)).toBe(length);
});

test.each([
  '',
  'P',
  'PT',
  'P1DT',
  'P1M',
  'P1Y',
  'P1W2D',
  'P-1D',
  'P1.5D',
  '14D',
  'p14d',
  'P3651D',
  'PT99999999999S',
  ' P1D',
  'P1D\n',
])('%j is no duration of fixed length up to ten years', (text) => {
  expect(parseDuration(text)).toBeUndefined();
});
