import classes from './diff-view.module.css';
import { type DiffLine, diffLines, withContext } from './line-diff.ts';

const SIGNS = { same: ' ', added: '+', removed: '−' } as const;
const WORDS = { same: '', added: 'added: ', removed: 'removed: ' } as const;

/** Two texts line by line: what was taken out and what came in, with the lines around. */
export function DiffView({ before, after }: { before: string; after: string }) {
  const lines = withContext(diffLines(before, after));
  if (!lines.some((line) => line !== 'gap' && line.kind !== 'same'))
    return <p className={classes.none}>The texts are the same.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1).
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms.
    <div role="group" aria-label="Changes line by line" className={classes.box} dir="ltr" tabIndex={0}>
      {lines.map((line, index) =>
        line === 'gap' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a gap is where it is.
          <div key={`gap${index}`} className={classes.gap} aria-hidden>
            ⋯
          </div>
        ) : (
          <Line key={`${line.kind}${line.before}-${line.after}`} line={line} />
        ),
      )}
    </div>
  );
}

function Line({ line: { kind, text, before, after } }: { line: DiffLine }) {
  return (
    <div className={classes.line} data-kind={kind}>
      <span className={classes.number} aria-hidden>
        {before}
      </span>
      <span className={classes.number} aria-hidden>
        {after}
      </span>
      <span aria-hidden>{SIGNS[kind]} </span>
      <span className={classes.hidden}>{WORDS[kind]}</span>
      {text}
    </div>
  );
}
