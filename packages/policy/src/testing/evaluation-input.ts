import type { ReportFacts } from '../facts.ts';
import type { Evaluation, EvaluationContext } from '../types.ts';
import { PLACES } from './arbitraries.ts';

/** Instant at which the tests begin. */
export const START = Date.parse('2014-10-22T00:00:00Z');

/** The input of an evaluation of one report, received and valid at `now`; `previous` is the evaluation before it. */
export function contextFor(
  facts: ReportFacts | undefined,
  now: number,
  previous?: Evaluation,
  overrides: Partial<EvaluationContext> = {},
): EvaluationContext {
  return {
    now,
    device: { id: 'device-1', unitKeys: [], groups: [], ownership: 'issued', enrolledAt: START - 86_400_000 },
    ...(facts ? { report: { id: `report-${now}`, facts, receivedAt: now, validAt: now } } : {}),
    mode: 'new',
    ...(previous?.identity ? { identity: previous.identity } : {}),
    sequenceConflicts: [],
    findings: previous?.findings ?? [],
    waivers: [],
    placeOf: (ip) => PLACES[ip] ?? {},
    placeDatabaseDate: '2014-10-01',
    epoch: 1,
    ...overrides,
  };
}
