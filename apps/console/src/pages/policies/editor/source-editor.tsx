import {
  autocompletion,
  type CompletionSource,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { bracketMatching, indentUnit } from '@codemirror/language';
import { type Diagnostic, lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from '@codemirror/view';
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import { styleNonce } from '../../../style-nonce.ts';
import type { SourceFault } from '../fault-list.tsx';
import { type Known, policyCompletion } from './completion.ts';
import { editorTheme } from './editor-theme.ts';
import type { Shape } from './language.ts';
import classes from './source-editor.module.css';

/** What the page may ask of the editor. */
export interface EditorHandle {
  /** Puts the cursor where a fault is, and the focus with it. */
  goTo(line: number, column: number): void;
}

interface Props {
  value: string;
  onChange: (value: string) => void;
  isReadOnly: boolean;
  faults: readonly SourceFault[];
  /** Absent while it is read: nothing is completed until then. */
  language: Shape | undefined;
  known: Known;
  describedBy: string;
  ref?: Ref<EditorHandle>;
}

/** The source of a policy in an editor that completes it and shows its faults where they are. */
export function SourceEditor({ value, onChange, isReadOnly, faults, language, known, describedBy, ref }: Props) {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(undefined);
  const latest = useRef({ onChange, language, known });
  const written = useRef(value);
  latest.current = { onChange, language, known };
  // biome-ignore lint/correctness/useExhaustiveDependencies: the editor is made once and then told of changes.
  useEffect(() => {
    if (!box.current) return undefined;
    const tell = EditorView.updateListener.of((update) => {
      if (!update.docChanged) return;
      written.current = update.state.doc.toString();
      latest.current.onChange(written.current);
    });
    const complete: CompletionSource = (context) => {
      const { language: shape, known: names } = latest.current;
      return shape ? policyCompletion(shape, names)(context) : null;
    };
    const completion = autocompletion({ override: [complete], icons: false });
    const extensions = [completion, ...EXTENSIONS, tell, labelled(describedBy), access(isReadOnly)];
    view.current = new EditorView({ parent: box.current, state: EditorState.create({ doc: value, extensions }) });
    return () => view.current?.destroy();
  }, []);
  useEffect(() => {
    // What was typed here comes back later, when more may have been typed.
    if (!view.current || value === written.current) return;
    view.current.dispatch({ changes: { from: 0, to: view.current.state.doc.length, insert: value } });
  }, [value]);
  useEffect(() => {
    if (view.current)
      view.current.dispatch(setDiagnostics(view.current.state, toDiagnostics(view.current.state, faults)));
  }, [faults]);
  useImperativeHandle(ref, () => ({ goTo: (line, column) => view.current && moveTo(view.current, line, column) }), []);
  return <div ref={box} className={classes.box} dir="ltr" />;
}

const EXTENSIONS: Extension[] = [
  EditorView.cspNonce.of(styleNonce()),
  lineNumbers(),
  lintGutter(),
  history(),
  drawSelection(),
  highlightActiveLine(),
  highlightActiveLineGutter(),
  bracketMatching(),
  closeBrackets(),
  indentUnit.of('  '),
  yaml(),
  // Tab indents; after Escape it moves on, as the hint beside the editor says (WCAG 2.1.2).
  keymap.of([
    ...completionKeymap,
    ...closeBracketsKeymap,
    ...defaultKeymap,
    ...historyKeymap,
    ...lintKeymap,
    indentWithTab,
  ]),
  editorTheme,
];

function labelled(describedBy: string): Extension {
  return EditorView.contentAttributes.of({
    'aria-label': 'Source of the policy',
    'aria-describedby': describedBy,
    'aria-multiline': 'true',
    tabindex: '0',
    spellcheck: 'false',
    autocapitalize: 'off',
  });
}

function access(isReadOnly: boolean): Extension {
  if (!isReadOnly) return [];
  // Still reachable by keyboard, so that it can be read and copied.
  return [EditorState.readOnly.of(true), EditorView.contentAttributes.of({ 'aria-readonly': 'true' })];
}

/** A fault marks the word it is at. */
function toDiagnostics({ doc }: EditorState, faults: readonly SourceFault[]): Diagnostic[] {
  return faults.map(({ line, column, message, severity }) => {
    const { from, to, text } = doc.line(Math.min(Math.max(line ?? 1, 1), doc.lines));
    const start = Math.min(from + Math.max((column ?? 1) - 1, 0), to);
    const word = /^[^\s,\]}]+/.exec(text.slice(start - from))?.[0].length ?? 0;
    return { from: start, to: Math.max(start + word, Math.min(start + 1, to)), severity, message };
  });
}

function moveTo(view: EditorView, line: number, column: number): void {
  const { from, to } = view.state.doc.line(Math.min(Math.max(line, 1), view.state.doc.lines));
  const anchor = Math.min(from + Math.max(column - 1, 0), to);
  view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
  view.focus();
}
