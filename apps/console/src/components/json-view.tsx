import { useEffect, useRef } from 'react';
import classes from './json-view.module.css';

interface Line {
  text: string;
  /** JSON Pointer (RFC 6901) of what the line belongs to. */
  pointer: string;
}

/** Longest JSON shown; a report may have tens of thousands of lines. */
const MAX_LINES = 4_000;
const LINES_BEFORE = 200;

function linesOf(value: unknown, pointer: string, indent: string, prefix: string, suffix: string): Line[] {
  if (typeof value !== 'object' || value === null) {
    return [{ text: `${indent}${prefix}${JSON.stringify(value)}${suffix}`, pointer }];
  }
  const isList = Array.isArray(value);
  const [open, close] = isList ? ['[', ']'] : ['{', '}'];
  const entries = Object.entries(value);
  if (entries.length === 0) return [{ text: `${indent}${prefix}${open}${close}${suffix}`, pointer }];
  const inner = entries.flatMap(([key, member], index) => {
    const at = `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const name = isList ? '' : `${JSON.stringify(key)}: `;
    return linesOf(member, at, `${indent}  `, name, index < entries.length - 1 ? ',' : '');
  });
  return [{ text: `${indent}${prefix}${open}`, pointer }, ...inner, { text: `${indent}${close}${suffix}`, pointer }];
}

interface Props {
  value: unknown;
  /** What it is, for those who do not see it. */
  label: string;
  /** JSON Pointers of what to highlight; the first is scrolled to. */
  highlight?: readonly string[];
  maxHeight?: number;
}

/** JSON as text, with parts of it highlighted. Values are a device's own words: they are text here and nothing else. */
export function JsonView({ value, label, highlight = [], maxHeight }: Props) {
  const all = linesOf(value, '', '', '', '');
  const isMarked = ({ pointer }: Line) => highlight.some((at) => pointer === at || pointer.startsWith(`${at}/`));
  // What is marked is always among what is shown, however far down it stands.
  const start = Math.max(0, Math.min(all.findIndex(isMarked) - LINES_BEFORE, all.length - MAX_LINES));
  const lines = all.slice(start, start + MAX_LINES);
  const first = lines.findIndex(isMarked);
  const target = useRef<HTMLElement>(null);
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    if (maxHeight === undefined || !target.current || !box.current) return;
    box.current.scrollTop = target.current.offsetTop - box.current.offsetTop - 48;
    box.current.scrollIntoView({ block: 'nearest' });
  }, [maxHeight]);
  return (
    <section
      ref={box}
      className={classes.json}
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1).
      tabIndex={0}
      style={{ maxHeight }}
    >
      {start > 0 && <code>{`… ${start} lines before\n`}</code>}
      {lines.map((line, index) => {
        const key = `${index}:${line.pointer}`;
        if (!isMarked(line)) return <code key={key}>{`${line.text}\n`}</code>;
        return (
          <mark key={key} ref={index === first ? target : null}>
            {`${line.text}\n`}
          </mark>
        );
      })}
      {all.length > start + lines.length && <code>{`… ${all.length - start - lines.length} more lines`}</code>}
    </section>
  );
}
