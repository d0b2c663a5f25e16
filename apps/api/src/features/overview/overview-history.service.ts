import { type Throughput, type VerdictDays, VerdictName } from '@cordon/contract';
import { countDeviceVerdicts, readThroughput, readVerdictDays, type ThroughputRow } from '@cordon/db';
import type { Deps } from '../../deps.ts';
import type { Operator } from '../../plugins/operator.ts';
import { iso } from '../../resources/instants.ts';

export type OverviewHistoryDeps = Pick<Deps, 'database' | 'clock'>;

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const MINUTES = 60;

/** Verdicts at the end of each of the last days, today's as they stand, within the caller's units. */
export async function showVerdictDays(
  deps: OverviewHistoryDeps,
  operator: Operator,
  days: number,
): Promise<VerdictDays> {
  const now = deps.clock.now();
  const today = iso(now).slice(0, 10);
  const since = iso(new Date(now.getTime() - (days - 1) * DAY_MS)).slice(0, 10);
  const scope = operator.unitScope('devices:read');
  const { organisationId } = operator;
  const [past, present] = await Promise.all([
    readVerdictDays(deps.database, organisationId, scope, since),
    countDeviceVerdicts(deps.database, organisationId, scope),
  ]);
  const byDay = new Map<string, Map<string, number>>();
  for (const { day, verdict, devices } of past) {
    if (day < today) byDay.set(day, (byDay.get(day) ?? new Map()).set(verdict, devices));
  }
  byDay.set(today, new Map(present));
  const countsOf = (counts: ReadonlyMap<string, number>) =>
    Object.fromEntries(VerdictName.options.map((verdict) => [verdict, counts.get(verdict) ?? 0]));
  return {
    days: [...byDay].map(([day, counts]) => ({
      day,
      verdicts: countsOf(counts) as VerdictDays['days'][0]['verdicts'],
    })),
  };
}

/** Reports judged of each of the last 60 minutes, the present one included, and how long they took. */
export async function showThroughput(deps: OverviewHistoryDeps, operator: Operator): Promise<Throughput> {
  const rows = await readThroughput(deps.database, operator.organisationId);
  const present = Math.floor(deps.clock.now().getTime() / MINUTE_MS);
  const minutes = Array.from({ length: MINUTES }, (_, index) => {
    const minute = present - MINUTES + 1 + index;
    return {
      at: iso(new Date(minute * MINUTE_MS)),
      ...summarise(rows.filter((row) => row.minute === minute)),
    };
  });
  return { minutes, ...summarise(rows.filter((row) => row.minute > present - MINUTES && row.minute <= present)) };
}

function summarise(rows: readonly ThroughputRow[]) {
  const reports = rows.reduce((sum, row) => sum + row.reports, 0);
  return { reports, p50Ms: quantile(rows, reports, 0.5), p95Ms: quantile(rows, reports, 0.95) };
}

/** Upper end of the step that holds the quantile. */
function quantile(rows: readonly ThroughputRow[], reports: number, share: number): number | null {
  const steps = [...rows].sort((a, b) => a.withinMs - b.withinMs);
  let before = 0;
  for (const { withinMs, reports: own } of steps) {
    before += own;
    if (before >= reports * share) return Math.round(withinMs);
  }
  return null;
}
