import type { VerdictCause } from '@cordon/db';
import type { Citations, Verdict, VerdictReason } from '@cordon/policy';

/** A verdict that differs from the one before it. */
export interface VerdictChange {
  verdict: Verdict;
  reasons: readonly VerdictReason[];
  citations: Citations;
  cause: VerdictCause;
  reportId: string | null;
  /** Instant it was judged for: of a report, when it was received. */
  at: number;
  /** Valid time of the report that made it. */
  validAt?: number;
}

/** A stretch of valid time that a change begins. */
export interface Period {
  change: VerdictChange;
  from: number;
  /** Absent: it still lasts. */
  to?: number;
}

/** How the history goes on. */
export interface Timeline {
  /** When the recorded period that lasted ends. */
  endsAt?: number;
  begun: Period[];
}

/**
 * Turns changes of the verdict into periods of valid time.
 *
 * A report's verdict holds from its valid time; where a recorded change that was no report's lies after that, from its
 * receipt: what was in force meanwhile, as decisions were made by it, is not rewritten.
 *
 * @param open the recorded period that lasts
 */
export function buildTimeline(
  open: { validFrom: Date; cause: VerdictCause } | undefined,
  changes: readonly VerdictChange[],
): Timeline {
  const begun: Period[] = [];
  let current = open && { from: open.validFrom.getTime(), cause: open.cause };
  let endsAt: number | undefined;
  for (const change of changes) {
    const from = beginOf(change, current);
    const before = begun.at(-1);
    if (before) before.to = from;
    else if (open) endsAt = from;
    // A period of no length that nobody has read yet says nothing.
    if (before && before.from === from) begun.pop();
    begun.push({ change, from });
    current = { from, cause: change.cause };
  }
  return { begun, ...(endsAt === undefined ? {} : { endsAt }) };
}

function beginOf({ validAt, at }: VerdictChange, current: { from: number; cause: VerdictCause } | undefined): number {
  const isOverlaid = validAt !== undefined && current && validAt <= current.from && current.cause !== 'report';
  const from = validAt === undefined || isOverlaid ? at : validAt;
  return Math.max(from, current?.from ?? from);
}
