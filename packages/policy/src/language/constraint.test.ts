import { expect, test } from '@jest/globals';
import { parseConstraint, satisfies } from './constraint.ts';

test.each([
  ['< 4.4', '<', '4.4'],
  ['<=4.4', '<=', '4.4'],
  ['>= JHCMIBH45.0', '>=', 'JHCMIBH45.0'],
  ['JHCMIBH45.0', '=', 'JHCMIBH45.0'],
  ['< ELS-N04 11.0.0.200', '<', 'ELS-N04 11.0.0.200'],
  ['ELS-N39 10.1.0.126(C10E8R4P1)', '=', 'ELS-N39 10.1.0.126(C10E8R4P1)'],
  ['>= Flyme 8.1.3.0A', '>=', 'Flyme 8.1.3.0A'],
  ['< ONEPLUS A6003_22_191014', '<', 'ONEPLUS A6003_22_191014'],
  ['< LYA-L29 10.0.0.214(C432E10R1P16)(patch01)', '<', 'LYA-L29 10.0.0.214(C432E10R1P16)(patch01)'],
])('%s is read', (text, operator, operand) => {
  expect(parseConstraint(text)).toEqual({ operator, operand });
});

test.each(['', '<', '< ', '~> 4', '< 4 < 5', '== 4', '4 or 5', 'JHC45 or JHC46', '4 5', 'A 1(', 'A (1', '< A )1'])(
  '%j is no single comparison',
  (text) => {
    expect(parseConstraint(text)).toBeUndefined();
  },
);

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
