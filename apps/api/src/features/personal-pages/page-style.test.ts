import { describe, expect, test } from '@jest/globals';
import { PAGE_STYLE } from './page-style.ts';

/** The colours of a scheme by name: the first block is the light one, the second the dark one. */
function coloursOf(index: number): Record<string, string> {
  const block = [...PAGE_STYLE.markup.matchAll(/:root\{([^}]*)\}/g)][index]?.[1] ?? '';
  return Object.fromEntries([...block.matchAll(/--([\w-]+):(#[0-9a-f]+)/g)].map(([, name, value]) => [name, value]));
}

/** Relative luminance (WCAG 2.2, "relative luminance"). */
function luminance(colour: string): number {
  const full = colour.length === 4 ? colour.replaceAll(/[0-9a-f]/g, '$&$&') : colour;
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((start) => Number.parseInt(full.slice(start, start + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(left = '#000', right = '#000'): number {
  const [low = 0, high = 0] = [luminance(left), luminance(right)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

describe.each([
  ['light', 0],
  ['dark', 1],
])('the %s colours of the personal page', (_scheme, index) => {
  const colours = coloursOf(index);

  test.each([
    ['text', 'page', 7],
    ['text', 'card', 7],
    ['on-action', 'action', 7],
    ['action', 'page', 3],
    ['line', 'page', 3],
    ['line', 'card', 3],
    ['alert', 'page', 3],
    ['well', 'page', 3],
  ])('%s is told from %s', (front, back, least) => {
    expect(contrast(colours[front], colours[back])).toBeGreaterThanOrEqual(least);
  });
});
