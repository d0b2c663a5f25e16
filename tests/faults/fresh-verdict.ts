import { inflateRawSync } from 'node:zlib';
import {
  baseCatalogue,
  type Compiled,
  compile,
  type Evaluation,
  evaluate,
  hashDocument,
  type PlaceOf,
  type ReportFacts,
} from '../../packages/policy/src/index.ts';
import { POLICIES } from './workload.ts';

/** A stored report as the database gives it. */
export interface ReportRow {
  device_id: string;
  report_id: string;
  seq: string;
  received_at: Date;
  collected_at: Date;
  payload: Buffer;
  encoding: number;
}

/** The rules of the workload, compiled afresh. */
export function compileFresh(since: number): Compiled {
  const inputs = POLICIES.map((document) => ({
    name: document.metadata.name,
    version: 1,
    hash: hashDocument(document),
    document,
    inForceSince: since,
    ruleInForceSince: {},
  }));
  return compile(inputs, baseCatalogue());
}

/** Judges one device's reports in order by the engine alone, with nothing of what the worker stored. */
export function judgeFresh(
  rows: readonly ReportRow[],
  rules: Compiled,
  device: { id: string; enrolledAt: number },
  placeOf: PlaceOf,
): Evaluation | undefined {
  let last: Evaluation | undefined;
  let previous: { receivedAt: number; validAt: number } | undefined;
  for (const row of rows) {
    const receivedAt = row.received_at.getTime();
    const validAt = Math.min(
      receivedAt,
      Math.max(row.collected_at.getTime(), previous?.validAt ?? row.collected_at.getTime()),
    );
    const bytes = row.encoding === 1 ? inflateRawSync(row.payload) : row.payload;
    const facts = JSON.parse(bytes.toString()) as ReportFacts;
    last = evaluate(rules, {
      now: receivedAt,
      device: {
        id: device.id,
        unitKeys: ['root'],
        groups: [],
        ownership: 'issued',
        enrolledAt: device.enrolledAt,
        platform: 'android',
      },
      sequenceConflicts: [],
      waivers: [],
      placeOf,
      epoch: 1,
      mode: 'new',
      report: { id: row.report_id, facts, receivedAt, validAt },
      previous,
      identity: last?.identity,
      findings: last?.findings ?? [],
    });
    previous = { receivedAt, validAt };
  }
  return last;
}
