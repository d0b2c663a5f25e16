import { nowMs } from '../clock.ts';

const AWAY_AFTER_MS = 3 * 60_000;
let lastSignMs = nowMs();

for (const sign of ['pointerdown', 'pointermove', 'keydown', 'wheel']) {
  window.addEventListener(sign, () => (lastSignMs = nowMs()), { passive: true });
}

/** Whether somebody is at the screen: an unattended page must not keep its session alive by refreshing itself. */
function isAttended(): boolean {
  return document.visibilityState === 'visible' && nowMs() - lastSignMs < AWAY_AFTER_MS;
}

/** For `refetchInterval`: a list keeps itself up to date while somebody looks at it. */
export function whileAttended(seconds: number): () => number | false {
  return () => (isAttended() ? seconds * 1_000 : false);
}
