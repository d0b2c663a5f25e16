import { Text } from '@mantine/core';
import type { Overview } from '../../api/types.ts';
import { TextLink } from '../../components/links.tsx';
import { Panel } from '../../components/page.tsx';
import classes from './overview.module.css';

/** Units by how many of their own devices do not comply. */
export function UnitRanking({ rows }: { rows: Overview['units'] }) {
  return (
    <Panel title="Units, worst first">
      {rows.length === 0 && (
        <Text size="sm" c="dimmed">
          No unit has a device yet.
        </Text>
      )}
      <ul className={classes.rows}>
        {rows.map(({ unit, devices, compliant, nonCompliant }) => (
          <li key={unit.id} className={classes.row}>
            <div className={classes.line}>
              <TextLink
                to="/devices"
                search={{ unitId: unit.id, subUnits: 'without', state: 'active' }}
                inherit
                fw={550}
              >
                {unit.name ?? 'A unit'}
              </TextLink>
              <span>
                {compliant} of {devices} compliant
              </span>
            </div>
            <div className={classes.meter} aria-hidden>
              <div data-tone="bad" style={{ inlineSize: `${(nonCompliant / devices) * 100}%` }} />
              <div
                data-tone="muted"
                style={{ inlineSize: `${((devices - nonCompliant - compliant) / devices) * 100}%` }}
              />
              <div data-tone="good" style={{ inlineSize: `${(compliant / devices) * 100}%` }} />
            </div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
