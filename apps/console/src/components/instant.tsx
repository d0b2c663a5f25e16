import { useSyncExternalStore } from 'react';
import { nowMs } from '../clock.ts';

const ABSOLUTE = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const STEPS: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

interface Props {
  at: string | null | undefined;
  /** Shown without an instant. */
  fallback?: string;
  /** As `3 hours ago` instead of date and time. */
  relative?: boolean;
}

/** An instant in the reader's zone; in UTC on hover. */
export function Instant({ at, fallback = '–', relative = false }: Props) {
  const now = useMinute(relative);
  if (!at) return <span>{fallback}</span>;
  const date = new Date(at);
  const utc = `${at.slice(0, 19).replace('T', ' ')} UTC`;
  const local = ABSOLUTE.format(date);
  return (
    <time dateTime={at} title={relative ? `${local} · ${utc}` : utc}>
      {relative ? distance(date.getTime() - now) : local}
    </time>
  );
}

const DAY = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeZone: 'UTC' });

/** A day of UTC, which is all that is known of when; says so on hover. */
export function Day({ on }: { on: string }) {
  return (
    <time dateTime={on} title={`${on} UTC`} className="whole">
      {DAY.format(Date.parse(on))}
    </time>
  );
}

function distance(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1_000);
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size) return RELATIVE.format(Math.round(seconds / size), unit);
  }
  return seconds > 0 ? 'in a moment' : 'just now';
}

/** One timer for all that is on the screen: a table shows dozens of instants. */
const told = new Set<() => void>();
let timer: number | undefined;
let minuteMs = nowMs();

function eachMinute(tell: () => void): () => void {
  told.add(tell);
  timer ??= window.setInterval(renew, 60_000);
  return () => {
    told.delete(tell);
    if (told.size > 0) return;
    window.clearInterval(timer);
    timer = undefined;
  };
}

function renew(): void {
  minuteMs = nowMs();
  for (const tell of told) tell();
}

const never = () => () => undefined;

/** The present instant, renewed each minute. */
function useMinute(isNeeded: boolean): number {
  const now = useSyncExternalStore(isNeeded ? eachMinute : never, () => minuteMs);
  return Math.max(now, nowMs() - 60_000);
}
