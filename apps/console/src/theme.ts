import { type CSSVariablesResolver, createTheme, type MantineColorsTuple } from '@mantine/core';

/** Navy: 7 on white and white on 7 have a contrast above 7 to 1. */
const navy: MantineColorsTuple = [
  '#eef3fa',
  '#dbe5f3',
  '#b7cbe6',
  '#8fadd8',
  '#6d93cb',
  '#5580bf',
  '#416ca9',
  '#2b4c7e',
  '#223d66',
  '#182c4b',
];

/** Calm and dense, as tools are that one looks at all day; the system's own fonts, since nothing is loaded from outside. */
export const theme = createTheme({
  primaryColor: 'navy',
  primaryShade: { light: 7, dark: 6 },
  colors: { navy },
  defaultRadius: 'sm',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SFMono-Regular", Menlo, "DejaVu Sans Mono", monospace',
  headings: {
    fontWeight: '600',
    sizes: { h1: { fontSize: '1.5rem', lineHeight: '1.25' }, h2: { fontSize: '1.0625rem' } },
  },
  cursorType: 'pointer',
  focusRing: 'auto',
  components: {
    Anchor: { defaultProps: { underline: 'hover' } },
  },
});

/** Small grey text must be readable, too (WCAG 1.4.3). */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': '#5a6370',
    '--mantine-color-error': '#b3261e',
    '--mantine-color-anchor': '#2b4c7e',
  },
  dark: {
    '--mantine-color-dimmed': '#a3acb9',
    '--mantine-color-error': '#ff9a92',
    '--mantine-color-anchor': '#9dbbe6',
  },
});
