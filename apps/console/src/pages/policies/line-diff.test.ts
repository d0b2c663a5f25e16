import { expect, test } from '@jest/globals';
import { diffLines, withContext } from './line-diff.ts';

const signs = { same: ' ', added: '+', removed: '-' };
const shown = (before: string, after: string) => diffLines(before, after).map(({ kind, text }) => signs[kind] + text);

test('lines taken out, come in and kept are told apart, each once', () => {
  expect(shown('a\nb\nc\nd', 'a\nx\nc\nd\ne')).toEqual([' a', '-b', '+x', ' c', ' d', '+e']);
  expect(shown('a', 'a')).toEqual([' a']);
  expect(shown('', 'a')).toEqual(['-', '+a']);
});

test('lines are numbered as they stand in their text', () => {
  expect(diffLines('a\nb\nc', 'b\nc')).toEqual([
    { kind: 'removed', text: 'a', before: 1 },
    { kind: 'same', text: 'b', before: 2, after: 1 },
    { kind: 'same', text: 'c', before: 3, after: 2 },
  ]);
});

test('what is far from any change is left out', () => {
  const lines = Array.from({ length: 20 }, (_, index) => `${index}`);
  const context = withContext(diffLines(lines.join('\n'), [...lines, 'new'].join('\n')), 2);
  expect(context.map((line) => (line === 'gap' ? '…' : line.text))).toEqual(['…', '18', '19', 'new']);
});
