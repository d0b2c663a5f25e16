import { addThroughput, type Database, throughputItem } from '@cordon/db';

/** How many reports were judged, and how long each took: gathered in memory, written down with the counts. */
export interface Throughput {
  note(organisationId: string, receivedAt: readonly Date[], judgedAt: Date): void;
  /** Writes down what was gathered. What a process gathered since the last time may be lost with it: these are statistics. */
  flush(): Promise<void>;
}

/** Makes one; judging waits for nothing in it. */
export function createThroughput(database: Database): Throughput {
  let gathered = new Map<string, Map<string, number>>();
  return {
    note: (organisationId, receivedAt, judgedAt) => {
      const own = gathered.get(organisationId) ?? new Map<string, number>();
      if (receivedAt.length > 0) gathered.set(organisationId, own);
      for (const at of receivedAt) {
        const item = throughputItem(at, judgedAt);
        own.set(item, (own.get(item) ?? 0) + 1);
      }
    },
    flush: async () => {
      const taken = gathered;
      gathered = new Map();
      for (const [organisationId, reports] of taken) await addThroughput(database, organisationId, reports);
    },
  };
}
