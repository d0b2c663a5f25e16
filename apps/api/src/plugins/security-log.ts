import { addRefusalCounts, type Database, type RefusalCount } from '@cordon/db';
import type { Clock, Logger } from '@cordon/runtime';

/** Counts refusals that no organisation can be named for, by source and minute. */
export interface SecurityLog {
  count(source: string, kind: string): void;
  /** Writes what was counted since the last time. */
  flush(): Promise<void>;
  /** Writes the rest and stops. */
  close(): Promise<void>;
}

const FLUSH_MS = 5_000;
/** Bound on memory between two writes; sources beyond it are counted together. */
const MAX_ENTRIES = 10_000;

/**
 * Collects counts in memory and writes them every five seconds: an attack must not become a row lock per request.
 * Counts of the last seconds are lost if the process is killed.
 */
export function createSecurityLog(deps: { database: Database; clock: Clock; logger: Logger }): SecurityLog {
  let counts = new Map<string, RefusalCount>();
  const flush = async () => {
    const due = [...counts.values()];
    counts = new Map();
    await addRefusalCounts(deps.database, due).catch((error: unknown) => {
      deps.logger.warn({ err: error, lost: due.length }, 'security log could not be written');
    });
  };
  const timer = setInterval(() => void flush(), FLUSH_MS);
  timer.unref();
  return {
    count: (source, kind) => {
      const minute = new Date(Math.floor(deps.clock.now().getTime() / 60_000) * 60_000);
      const known = counts.has(keyOf(minute, source, kind)) || counts.size < MAX_ENTRIES;
      const counted = known ? source : 'many';
      const key = keyOf(minute, counted, kind);
      const entry = counts.get(key) ?? { minute, source: counted, kind, count: 0 };
      entry.count += 1;
      counts.set(key, entry);
    },
    flush,
    close: async () => {
      clearInterval(timer);
      await flush();
    },
  };
}

function keyOf(minute: Date, source: string, kind: string): string {
  return `${minute.getTime()} ${kind} ${source}`;
}
