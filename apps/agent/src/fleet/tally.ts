import { NoAnswerError, RefusedError } from '@cordon/device-client';

/** What happened so far. */
export interface Tally {
  enrolled: number;
  accepted: number;
  repeated: number;
  /** Problem type without its prefix, or `no-answer` → how often. */
  refused: Map<string, number>;
  /** Time to the answer of each report, in milliseconds. */
  answerMs: number[];
}

export function newTally(): Tally {
  return { enrolled: 0, accepted: 0, repeated: 0, refused: new Map(), answerMs: [] };
}

/** Counts an error under its problem type; rethrows what is no answer of a server. */
export function countError(tally: Tally, error: unknown): void {
  if (!(error instanceof RefusedError || error instanceof NoAnswerError)) throw error;
  const kind = error instanceof RefusedError ? error.code : 'no-answer';
  tally.refused.set(kind, (tally.refused.get(kind) ?? 0) + 1);
}

/** Nearest-rank percentile; `undefined` of nothing. */
export function percentile(values: readonly number[], percent: number): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
}

/** One line of progress. */
export function progressLine(tally: Tally): string {
  return `${tally.enrolled} enrolled, ${tally.accepted} accepted, ${tally.repeated} repeated, ${refusals(tally)}`;
}

/** The last lines: counts and times. */
export function summaryLines(tally: Tally, seconds: number): string[] {
  const rate = seconds > 0 ? (tally.accepted / seconds).toFixed(1) : '0';
  const times = [50, 99].map((percent) => `p${percent} ${percentile(tally.answerMs, percent)?.toFixed(0) ?? '-'} ms`);
  return [
    `${tally.enrolled} handsets enrolled; ${tally.accepted} reports accepted (${rate}/s), ${tally.repeated} repeated`,
    refusals(tally),
    `answers: ${times.join(', ')}`,
  ];
}

function refusals({ refused }: Tally): string {
  if (refused.size === 0) return 'none refused';
  const parts = [...refused].sort(([a], [b]) => a.localeCompare(b)).map(([kind, count]) => `${count} ${kind}`);
  return `refused: ${parts.join(', ')}`;
}
