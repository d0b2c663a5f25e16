import { Text } from '@mantine/core';
import type { Answer } from '../../api/types.ts';
import { Mark, type Tone } from '../../components/mark.tsx';
import classes from './change-list.module.css';

type Change = Answer<'comparePolicyVersions'>['changes'][number];

const TONES: Record<Change['kind'], Tone> = { added: 'good', removed: 'bad', changed: 'info' };

/** What changed in meaning, a line each. */
export function ChangeList({ changes }: { changes: readonly Change[] }) {
  if (changes.length === 0)
    return <Text size="sm">Nothing changes in meaning: only order, layout or comments differ.</Text>;
  return (
    <ul className={classes.list} aria-label="Changes in meaning">
      {changes.map((change) => (
        <li key={`${change.kind}${change.pointer}${change.part?.id}`}>
          <Mark tone={TONES[change.kind]} label={change.kind} />
          <span>
            {change.part ? `${change.part.kind} ` : ''}
            <strong>{change.part?.id ?? 'policy'}</strong> {fieldOf(change)}
          </span>
          <code className={classes.value}>{textOf(change)}</code>
        </li>
      ))}
    </ul>
  );
}

/** The field within its rule, without the part that names the rule. */
function fieldOf({ pointer, part }: Change): string {
  return pointer
    .split('/')
    .slice(part ? 4 : 1)
    .join(' › ');
}

/** Longer values are read in the lines below. */
const LONGEST = 300;

function textOf({ kind, before, after }: Change): string {
  if (kind === 'changed') return `${short(before)} → ${short(after)}`;
  return short(kind === 'added' ? after : before);
}

function short(value: unknown): string {
  const text = Array.isArray(value) ? value.map((item) => plain(item)).join(', ') : plain(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
