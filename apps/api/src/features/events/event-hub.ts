import { type FleetEventRow, readFleetEvents, readLastFleetEvent } from '@cordon/db';
import type { Deps } from '../../deps.ts';

/** Hands on what changed in the fleet to who looks on, in this process. */
export interface EventHub {
  /**
   * Tells of the organisation's events from now on, until the returned function is called. Reading begins with the first
   * and ends with the last who looks on.
   */
  subscribe(organisationId: string, tell: (events: readonly FleetEventRow[]) => void): () => void;
  /** The organisation's events after one; `undefined`: not all of them are known here any more. */
  since(organisationId: string, id: number): readonly FleetEventRow[] | undefined;
  /** Reads no more. */
  close(): Promise<void>;
}

export interface EventHubOptions {
  /** @defaultValue 500 */
  pauseMs?: number;
}

/** While the database is away. */
const FAILED_PAUSE_MS = 5_000;
const READ_LIMIT = 2_000;
/** Events that who comes back within a moment is told of. */
const KEPT = 2_000;

/** Makes a hub. Several processes each read all events: their ids are the same everywhere. */
export function createEventHub(deps: Pick<Deps, 'database' | 'logger'>, options: EventHubOptions = {}): EventHub {
  const { pauseMs = 500 } = options;
  const listeners = new Map<string, Set<(events: readonly FleetEventRow[]) => void>>();
  /** Events after `knownAfter`, all of them, oldest first. */
  let kept: FleetEventRow[] = [];
  let knownAfter: number | undefined;
  let lastId: number | undefined;
  let timer: NodeJS.Timeout | undefined;
  let reading: Promise<void> | undefined;
  let isClosed = false;

  const read = async () => {
    lastId ??= await readLastFleetEvent(deps.database);
    knownAfter ??= lastId;
    const events = await readFleetEvents(deps.database, lastId, READ_LIMIT);
    lastId = events.at(-1)?.id ?? lastId;
    kept.push(...events);
    if (kept.length > KEPT) {
      const gone = kept.splice(0, kept.length - KEPT);
      knownAfter = gone.at(-1)?.id ?? knownAfter;
    }
    for (const [organisationId, tellers] of listeners) {
      const own = events.filter((event) => event.organisationId === organisationId);
      if (own.length > 0) for (const tell of tellers) tell(own);
    }
  };
  const forget = () => {
    kept = [];
    knownAfter = undefined;
    lastId = undefined;
  };
  const schedule = (delayMs: number) => {
    clearTimeout(timer);
    if (isClosed || listeners.size === 0) return forget();
    timer = setTimeout(go, delayMs);
  };
  const go = () => {
    reading = read()
      .then(() => pauseMs)
      .catch((error: unknown) => {
        deps.logger.warn({ err: error }, 'what changed could not be read');
        return FAILED_PAUSE_MS;
      })
      .then((delayMs) => {
        reading = undefined;
        schedule(delayMs);
      });
  };
  return {
    subscribe: (organisationId, tell) => {
      const own = listeners.get(organisationId) ?? new Set();
      listeners.set(organisationId, own.add(tell));
      if (timer === undefined && reading === undefined) go();
      return () => {
        own.delete(tell);
        if (own.size === 0) listeners.delete(organisationId);
        if (listeners.size > 0 || reading !== undefined) return;
        clearTimeout(timer);
        timer = undefined;
        forget();
      };
    },
    since: (organisationId, id) => {
      if (knownAfter === undefined || id < knownAfter) return undefined;
      return kept.filter((event) => event.id > id && event.organisationId === organisationId);
    },
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      listeners.clear();
      await reading;
    },
  };
}
