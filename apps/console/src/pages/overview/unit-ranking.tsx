import { Text } from '@mantine/core';
import type { Overview } from '../../api/types.ts';
import { TextLink } from '../../components/links.tsx';
import { Panel } from '../../components/page.tsx';
import { count, formatNumber } from '../../components/words.ts';
import { useCan } from '../../session/session.ts';
import classes from './overview.module.css';

/** Units by the share of their own devices that comply. */
export function UnitRanking({ rows }: { rows: Overview['units'] }) {
  const can = useCan();
  return (
    <Panel
      title="Units, worst first"
      actions={
        can('units:read') && (
          <TextLink to="/units" size="sm">
            All units
          </TextLink>
        )
      }
    >
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
              <span>{shareOf(compliant, devices)} compliant</span>
            </div>
            <div className={classes.detail}>
              {formatNumber(compliant)} of {count(devices, 'device')} of its own
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

/** Never rounded to all, or to none, where it is neither. */
function shareOf(part: number, all: number): string {
  const percent = Math.round((part / all) * 100);
  if (percent === 100 && part < all) return 'over 99 %';
  return percent === 0 && part > 0 ? 'under 1 %' : `${percent} %`;
}
