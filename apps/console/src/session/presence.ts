import { nowMs } from '../clock.ts';
import { liveState } from '../live/live-state.ts';
import { isTold } from '../live/topics.ts';

const AWAY_AFTER_MS = 3 * 60_000;
/** Where changes are told as they happen, for what is told by nobody: a verdict that stays, seen again. */
const TOLD_SECONDS = 30;
let lastSignMs = nowMs();
const returned = new Set<() => void>();

function noteSign(): void {
  const wasAway = nowMs() - lastSignMs >= AWAY_AFTER_MS;
  lastSignMs = nowMs();
  if (wasAway) for (const tell of returned) tell();
}

for (const sign of ['pointerdown', 'pointermove', 'keydown', 'wheel']) {
  window.addEventListener(sign, noteSign, { passive: true });
}

/** Whether somebody is at the screen: an unattended page must not keep its session alive by refreshing itself. */
export function isAttended(): boolean {
  return document.visibilityState === 'visible' && nowMs() - lastSignMs < AWAY_AFTER_MS;
}

/** Tells when somebody who was away is back, until the returned function is called. */
export function onReturn(tell: () => void): () => void {
  returned.add(tell);
  return () => returned.delete(tell);
}

/**
 * For `refetchInterval`: a list keeps itself up to date while somebody looks at it; less often while changes of it are
 * told as they happen.
 */
export function whileAttended(seconds: number): (query: { queryKey: readonly unknown[] }) => number | false {
  return ({ queryKey }) => {
    if (!isAttended()) return false;
    const isLive = liveState() === 'live' && isTold(queryKey);
    return (isLive ? Math.max(seconds, TOLD_SECONDS) : seconds) * 1_000;
  };
}
