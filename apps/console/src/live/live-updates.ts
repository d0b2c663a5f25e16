import { queryClient } from '../api/query-client.ts';
import { isAttended, onReturn } from '../session/presence.ts';
import { setLiveState } from './live-state.ts';
import { keysOf } from './topics.ts';

/** The server beats every 15 seconds; without a sign for so long the line is dead, whatever the browser believes. */
const SILENT_MS = 40_000;
const RETRY_MS = 5_000;
/** What is on the screen is read again at most so often. */
const PAUSE_MS = 2_000;
/** What changes together is told in several events. */
const GATHER_MS = 150;

/** Reads again what topics concern: together, not too often, and only for somebody who looks at it. */
function createRefresher(): { note: (topics?: readonly string[]) => void; stop: () => void } {
  let waiting = new Set<string>();
  let isEverything = false;
  let timer: number | undefined;
  let lastMs = Number.NEGATIVE_INFINITY;
  const flush = () => {
    timer = undefined;
    if (!isAttended()) return;
    const keys = keysOf(isEverything ? undefined : waiting);
    waiting = new Set();
    isEverything = false;
    lastMs = performance.now();
    void queryClient.invalidateQueries({ predicate: ({ queryKey }) => keys.has(String(queryKey[0])) });
  };
  const schedule = () => {
    if (waiting.size === 0 && !isEverything) return;
    timer ??= window.setTimeout(flush, Math.max(GATHER_MS, lastMs + PAUSE_MS - performance.now()));
  };
  const stopReturn = onReturn(schedule);
  return {
    note: (topics) => {
      if (topics === undefined) isEverything = true;
      for (const topic of topics ?? []) waiting.add(topic);
      schedule();
    },
    stop: () => {
      stopReturn();
      window.clearTimeout(timer);
    },
  };
}

/** Topics of an event `changed`; what is not understood concerns everything. */
function topicsOf(data: string): string[] | undefined {
  try {
    return (JSON.parse(data) as { topics: { topic: string }[] }).topics.map(({ topic }) => topic);
  } catch {
    return undefined;
  }
}

/**
 * Keeps what is on the screen up to date while the window is visible. Call the returned function to end it.
 * A browser allows few lines to a server: a hidden window has none.
 */
export function startLiveUpdates(): () => void {
  const refresher = createRefresher();
  let source: EventSource | undefined;
  let watch: number | undefined;
  let retry: number | undefined;
  let wasOpen = false;

  const alive = () => {
    setLiveState('live');
    window.clearTimeout(watch);
    watch = window.setTimeout(() => reopen(0), SILENT_MS);
  };
  const close = () => {
    source?.close();
    source = undefined;
    window.clearTimeout(watch);
    window.clearTimeout(retry);
  };
  const reopen = (delayMs: number) => {
    close();
    setLiveState('lost');
    retry = window.setTimeout(open, delayMs);
  };
  const open = () => {
    close();
    const opened = new EventSource('/v1/events');
    source = opened;
    opened.addEventListener('open', () => {
      // Whatever happened while the line was down was not told.
      if (wasOpen) refresher.note();
      wasOpen = true;
      alive();
    });
    opened.addEventListener('heartbeat', alive);
    opened.addEventListener('reset', () => refresher.note());
    opened.addEventListener('changed', (event) => {
      alive();
      refresher.note(topicsOf(event.data));
    });
    opened.addEventListener('error', () => {
      // The browser tries again by itself, unless it was refused.
      if (opened.readyState === EventSource.CLOSED) reopen(RETRY_MS);
      else setLiveState('lost');
    });
  };
  const follow = () => {
    if (document.visibilityState === 'visible') open();
    else close();
  };
  setLiveState('connecting');
  follow();
  document.addEventListener('visibilitychange', follow);
  return () => {
    document.removeEventListener('visibilitychange', follow);
    close();
    refresher.stop();
    setLiveState('off');
  };
}
