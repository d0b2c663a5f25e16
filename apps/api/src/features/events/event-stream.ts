import type { ServerResponse } from 'node:http';
import type { ChangedEvent, EventTopic, Permission } from '@cordon/contract';
import { type FleetEventRow, WHOLE_ORGANISATION } from '@cordon/db';
import type { Operator } from '../../plugins/operator.ts';

/** What the caller needs to be told of a topic, within the units where it is held. */
const PERMISSIONS: Readonly<Record<EventTopic, Permission>> = {
  devices: 'devices:read',
  findings: 'findings:read',
  inventory: 'devices:read',
  advisories: 'advisories:read',
  'enrolment-tokens': 'enrolment-tokens:read',
  policies: 'policies:read',
};

const MAX_UNITS = 100;

/** One who looks on: writes what changed as server-sent events, and never holds more than one event that waits. */
export interface EventStream {
  /** Tells of events, as far as they concern the caller. While the line is full, they wait as one. */
  tell(events: readonly FleetEventRow[]): void;
  /** Tells that everything may have changed. */
  reset(lastId?: number): void;
  /** Says that the line is alive. False: what was written long ago has not gone out yet; end it. */
  beat(): boolean;
  /** The caller as found anew; from now on its rights decide. */
  setOperator(operator: Operator): void;
}

/** Units by topic; null: many, or in no unit. */
type Pending = Map<EventTopic, Set<string> | null>;

/** Begins a stream on an answer whose head was written. */
export function startEventStream(response: ServerResponse, caller: Operator): EventStream {
  let operator = caller;
  let pending: Pending = new Map();
  let pendingId: number | undefined;
  let isFull = false;
  let beatsFull = 0;

  const write = (text: string) => {
    if (response.destroyed || response.writableEnded) return;
    isFull = !response.write(text);
  };
  const flush = () => {
    if (isFull || pending.size === 0) return;
    const data: ChangedEvent = {
      topics: [...pending].map(([topic, units]) => ({ topic, unitIds: units === null ? null : [...units] })),
    };
    pending = new Map();
    write(`id: ${pendingId}\nevent: changed\ndata: ${JSON.stringify(data)}\n\n`);
  };
  response.on('drain', () => {
    isFull = false;
    beatsFull = 0;
    flush();
  });
  return {
    tell: (events) => {
      for (const { id, topic, unitIds } of events) {
        const seen = unitsSeen(operator, topic as EventTopic, unitIds);
        if (seen.length === 0) continue;
        pendingId = id;
        pending.set(topic as EventTopic, merge(pending.get(topic as EventTopic), seen));
      }
      flush();
    },
    reset: (lastId) => write(`${lastId === undefined ? '' : `id: ${lastId}\n`}event: reset\ndata: {}\n\n`),
    beat: () => {
      if (isFull) {
        beatsFull += 1;
        return beatsFull < 3;
      }
      write('event: heartbeat\ndata: {}\n\n');
      return true;
    },
    setOperator: (next) => {
      operator = next;
    },
  };
}

/**
 * INVARIANT: no unit leaves here on which the caller does not hold the topic's permission at this moment. What is of the
 * whole organisation concerns all who hold it anywhere.
 */
function unitsSeen(operator: Operator, topic: EventTopic, unitIds: readonly string[]): string[] {
  const permission = PERMISSIONS[topic];
  if (permission === undefined || !operator.can(permission)) return [];
  const scope = operator.unitScope(permission);
  if (scope === undefined) return [...unitIds];
  const own = new Set(scope);
  return unitIds.filter((id) => id === WHOLE_ORGANISATION || own.has(id));
}

function merge(before: Set<string> | null | undefined, units: readonly string[]): Set<string> | null {
  if (before === null || units.includes(WHOLE_ORGANISATION)) return null;
  const all = new Set([...(before ?? []), ...units]);
  return all.size > MAX_UNITS ? null : all;
}
