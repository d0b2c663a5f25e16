import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const MARK = { backgroundImage: 'none', textDecoration: 'underline wavy', textUnderlineOffset: '3px' };

/** Colours of the console, each with a contrast of 4.5 to 1 on the editor's ground, in both schemes. */
const look = EditorView.theme({
  '&': { color: 'inherit', backgroundColor: 'light-dark(#fbfcfd, #191c21)', fontSize: '0.8125rem' },
  '&.cm-focused': { outline: 'none' },
  '.cm-scroller': { fontFamily: 'var(--mantine-font-family-monospace)', lineHeight: '1.5rem', overflow: 'auto' },
  '.cm-content': { minHeight: '18rem', caretColor: 'light-dark(#17457f, #a9cbf5)', padding: '0.5rem 0' },
  '.cm-cursor': { borderLeftColor: 'light-dark(#17457f, #a9cbf5)' },
  '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
    backgroundColor: 'light-dark(#cfe0f5, #2c4a70)',
  },
  '.cm-gutters': { backgroundColor: 'var(--muted-tint)', color: 'var(--muted-text)', border: 'none' },
  '.cm-lineNumbers .cm-gutterElement': { padding: '0 0.5rem 0 0.75rem' },
  '.cm-activeLine': { backgroundColor: 'light-dark(#eef3fa80, #232a3380)' },
  '.cm-activeLineGutter': { backgroundColor: 'light-dark(#dbe5f3, #2a323d)', color: 'inherit' },
  '.cm-lintRange-error': { ...MARK, textDecorationColor: 'var(--bad-mark)' },
  '.cm-lintRange-warning': { ...MARK, textDecorationColor: 'var(--warn-mark)' },
  '.cm-tooltip': {
    backgroundColor: 'var(--surface)',
    color: 'inherit',
    border: '1px solid var(--line-strong)',
    borderRadius: '4px',
    maxWidth: 'min(32rem, 90vw)',
  },
  '.cm-diagnostic': { padding: '0.375rem 0.625rem', whiteSpace: 'normal' },
  '.cm-diagnostic-error': { borderLeft: '3px solid var(--bad-mark)' },
  '.cm-diagnostic-warning': { borderLeft: '3px solid var(--warn-mark)' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul': { fontFamily: 'inherit', maxHeight: '16rem' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '0.25rem 0.625rem' },
  '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
    backgroundColor: 'light-dark(#2b4c7e, #416ca9)',
    color: '#ffffff',
  },
  '.cm-completionDetail': { fontStyle: 'normal', opacity: '1', color: 'var(--muted-text)' },
  'li[aria-selected] .cm-completionDetail': { color: '#ffffff' },
  '.cm-completionMatchedText': { textDecoration: 'none', fontWeight: '700' },
});

const highlight = HighlightStyle.define([
  { tag: [tags.definition(tags.propertyName), tags.propertyName], color: 'light-dark(#17457f, #a9cbf5)' },
  { tag: [tags.string, tags.special(tags.string)], color: 'light-dark(#155d2b, #a3dcb1)' },
  { tag: [tags.comment, tags.lineComment], color: 'var(--mantine-color-dimmed)', fontStyle: 'italic' },
  { tag: [tags.squareBracket, tags.brace, tags.separator, tags.punctuation], color: 'var(--muted-text)' },
]);

/** How the editor looks. */
export const editorTheme = [look, syntaxHighlighting(highlight)];
