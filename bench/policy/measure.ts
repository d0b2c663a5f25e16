import type { ReportFacts } from '@cordon/policy';
import { median } from '../median.ts';
import type { Decide } from './engines.ts';

export interface Rate {
  perSecond: number;
  /** Reports decided within the time given. */
  decided: number;
  /** Whether every report was decided at least once. */
  complete: boolean;
}

/** Reports parsed and then judged together: the most that a worker takes in one batch. */
const BATCH = 200;

/** Reports parsed anew: no string object is shared with an earlier pass. The garbage of parsing is collected outside the clock. */
export function parseReports(texts: readonly string[]): ReportFacts[] {
  const reports = texts.map((text) => JSON.parse(text) as ReportFacts);
  globalThis.gc?.({ type: 'minor' });
  return reports;
}

/**
 * Decides the reports over and over, each batch parsed anew right before it as a worker does, outside the clock, for
 * about `seconds` of measured time after one warm-up pass, and takes the median of the passes. An engine too slow for
 * one pass is measured on the reports it got through.
 */
export async function measureRate(decide: Decide, texts: readonly string[], seconds: number): Promise<Rate> {
  const warm = await decideFor(decide, texts, seconds * 1_000);
  if (!warm.complete) return { perSecond: (warm.decided / warm.ms) * 1_000, decided: warm.decided, complete: false };
  const rates: number[] = [];
  let decided = 0;
  for (let spent = 0; spent < seconds * 1_000 || rates.length < 3; ) {
    const pass = await decideFor(decide, texts, Number.POSITIVE_INFINITY);
    rates.push((pass.decided / pass.ms) * 1_000);
    decided += pass.decided;
    spent += pass.ms;
  }
  return { perSecond: median(rates), decided, complete: true };
}

/** One pass over the reports, or as much of it as `limitMs` of measured time allow. */
async function decideFor(decide: Decide, texts: readonly string[], limitMs: number) {
  let decided = 0;
  let ms = 0;
  for (let from = 0; from < texts.length && ms <= limitMs; from += BATCH) {
    const reports = parseReports(texts.slice(from, from + BATCH));
    const began = performance.now();
    for (const report of reports) {
      const answer = decide(report);
      if (typeof answer !== 'boolean') await answer;
      decided += 1;
      if (limitMs !== Number.POSITIVE_INFINITY && ms + performance.now() - began > limitMs) break;
    }
    ms += performance.now() - began;
  }
  return { decided, ms, complete: decided === texts.length };
}

/** Time and heap that `build` takes: the median of three runs, the heap of the last after collection (needs --expose-gc). */
export function measureBuild<T>(build: () => T): { built: T; ms: number; heapMiB: number } {
  const times: number[] = [];
  for (let run = 0; run < 2; run += 1) {
    const began = performance.now();
    build();
    times.push(performance.now() - began);
  }
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  const began = performance.now();
  const built = build();
  times.push(performance.now() - began);
  globalThis.gc?.();
  const after = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  return { built, ms: median(times), heapMiB: (after - before) / 2 ** 20 };
}
