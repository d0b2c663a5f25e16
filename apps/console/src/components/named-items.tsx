import { Text } from '@mantine/core';
import { useState } from 'react';
import classes from './named-items.module.css';

/** There may be a hundred thousand of them. */
const FIRST = 12;
const MOST = 300;

/** What a rule or an entry names, of one kind: the first few, and more if asked for. */
export function NamedItems({ kind, items }: { kind: string; items: readonly string[] }) {
  const [isLong, setLong] = useState(false);
  const shown = items.slice(0, isLong ? MOST : FIRST);
  return (
    <div className={classes.named}>
      <Text size="sm" c="dimmed" component="span">
        {kind}
        {items.length > FIRST ? ` (${items.length})` : ''}:
      </Text>
      {shown.map((item) => (
        <span key={item} className={classes.item}>
          {item}
        </span>
      ))}
      {items.length > FIRST && (
        <button type="button" className={classes.more} onClick={() => setLong(!isLong)} aria-expanded={isLong}>
          {isLong ? 'fewer' : `${Math.min(items.length, MOST) - FIRST} more`}
        </button>
      )}
    </div>
  );
}
