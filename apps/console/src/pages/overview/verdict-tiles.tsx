import type { Overview } from '../../api/types.ts';
import { TextLink } from '../../components/links.tsx';
import { VERDICTS, verdictTone } from '../../components/mark.tsx';
import { formatNumber } from '../../components/words.ts';
import classes from './overview.module.css';

/** How many active devices have each verdict, as a bar and as numbers. */
export function VerdictTiles({ overview }: { overview: Overview }) {
  const total = overview.devices.active ?? 0;
  const shown = VERDICTS.map((verdict) => ({ verdict, devices: overview.verdicts[verdict] ?? 0 }));
  return (
    <section aria-label="Verdicts">
      <div className={classes.bar} aria-hidden>
        {shown
          .filter(({ devices }) => devices > 0)
          .map(({ verdict, devices }) => (
            <div key={verdict} data-tone={verdictTone(verdict)} style={{ flexGrow: devices }} />
          ))}
      </div>
      <ul className={classes.tiles}>
        {shown.map(({ verdict, devices }) => (
          <li key={verdict} data-tone={verdictTone(verdict)} data-zero={devices === 0}>
            <TextLink to="/devices" search={{ verdict, state: 'active' }} className={classes.tile} underline="never">
              <span className={classes.number}>{formatNumber(devices)}</span>
              <span className={classes.share}>{total > 0 ? `${Math.round((devices / total) * 100)} %` : ''}</span>
              <span className={classes.name}>{verdict}</span>
            </TextLink>
          </li>
        ))}
      </ul>
    </section>
  );
}
