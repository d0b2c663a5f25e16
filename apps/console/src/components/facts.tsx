import type { ReactNode } from 'react';
import classes from './facts.module.css';

/** Facts as names and values. */
export function Facts({ items }: { items: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className={classes.facts}>
      {items.map(([name, value]) => (
        <div key={name} className={classes.fact}>
          <dt>{name}</dt>
          <dd>{value === null || value === undefined || value === false || value === '' ? '–' : value}</dd>
        </div>
      ))}
    </dl>
  );
}
