import classes from './bars-over-time.module.css';
import type { Tone } from './mark.tsx';
import { formatNumber } from './words.ts';

/** One bar: what stands at an instant, in parts from the line upwards. */
export interface TimeBar {
  key: string;
  /** Below the bar, where there is room. */
  label: string;
  /** All that it says, on hover. */
  title: string;
  /** None: nothing is known of then. */
  parts: readonly { tone: Tone; value: number }[];
}

interface Props {
  bars: readonly TimeBar[];
  /** A label for so many bars, counted from the last. */
  labelEvery: number;
  heightRem: number;
}

/**
 * Bars over time, earliest at the start of the line. For those who see: what it shows is told beside it in words and as a
 * table. Drawn with boxes alone, since a library for charts would weigh more than the rest of the page.
 */
export function BarsOverTime({ bars, labelEvery, heightRem }: Props) {
  const top = niceCeiling(Math.max(0, ...bars.map(heightOf)));
  return (
    <div className={classes.chart} aria-hidden>
      <div className={classes.plot} style={{ blockSize: `${heightRem}rem` }}>
        {[1, 0.5, 0].map((share) => (
          <div key={share} className={classes.line} style={{ insetBlockEnd: `${share * 100}%` }}>
            <span>{Number.isInteger(top * share) ? formatNumber(top * share) : ''}</span>
          </div>
        ))}
        <div className={classes.bars}>
          {bars.map((bar, index) => (
            <div key={bar.key} className={classes.slot} title={bar.title} data-known={bar.parts.length > 0}>
              <div className={classes.bar} style={{ blockSize: `${(heightOf(bar) / top) * 100}%` }}>
                {bar.parts
                  .filter(({ value }) => value > 0)
                  .map(({ tone, value }) => (
                    <div key={tone} data-tone={tone} style={{ flexGrow: value }} />
                  ))}
              </div>
              {(bars.length - 1 - index) % labelEvery === 0 && (
                <span className={classes.label} data-minor={(bars.length - 1 - index) % (2 * labelEvery) !== 0}>
                  {bar.label}
                </span>
              )}
            </div>
          ))}
        </div>
      </div>
    </div>
  );
}

function heightOf({ parts }: TimeBar): number {
  return parts.reduce((sum, { value }) => sum + value, 0);
}

const ROUND = [1, 2, 3, 4, 5, 6, 8, 10];

/** A round number not below this one, whose half is whole: 2, 4, 10, 20, 50, 100, … */
function niceCeiling(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return ROUND.map((each) => each * power).find((each) => each >= value && each % 2 === 0) ?? 2;
}
