import { expect, test } from '@jest/globals';
import { parseConstraint, satisfies } from './constraint.ts';

test.each([
  ['< 4.4', '<', '4.4'],
  ['<=4.4', '<=', '4.4'],
  ['>= JHCMIBH45.0', '>=', 'JHCMIBH45.0'],
  ['JHCMIBH45.0', '=', 'JHCMIBH45.0'],
])('%s is read', (text, operator, operand) => {
  expect(parseConstraint(text)).toEqual({ operator, operand });
});

test.each(['', '<', '< ', '~> 4', '< 4 < 5', '== 4', '4 or 5'])('%j is no single comparison', (text) => {
  expect(parseConstraint(text)).toBeUndefined();
});

test.each([
  ['<', [true, false, false]],
  ['<=', [true, true, false]],
  ['=', [false, true, false]],
  ['>=', [false, true, true]],
  ['>', [false, false, true]],
] as const)('%s holds for the right orders', (operator, expected) => {
  const held = ([-1, 0, 1] as const).map((order) => satisfies({ operator, operand: '1' }, order));
  expect(held).toEqual(expected);
});
