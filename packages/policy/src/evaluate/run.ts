import type { Compiled } from '../compile/compiled.ts';
import type { EvaluationContext, ReportedIdentity } from '../types.ts';
import { createView, type ReportView, type ViewInput } from './view.ts';

/** What every step of one evaluation needs: the input, and what was worked out of it first. */
export interface Run {
  compiled: Compiled;
  context: EvaluationContext;
  viewInput: ViewInput;
  /** The report being judged; absent before the first. */
  view: ReportView | undefined;
  /** Hardware that remediations are matched with; absent before the first report. */
  hardware: { vendors: readonly string[]; model: string } | undefined;
  /** Build of the report being judged. */
  build: string | undefined;
  /** Valid time of the first report of `build`. */
  buildFirstReportedAt: number | undefined;
  identity: ReportedIdentity | undefined;
  /** When what this evaluation finds took effect: the report's receipt, or in re-judging the present. */
  effectiveAt: number;
}

/** Prepares a run; `identity` is the one that includes the report being judged. */
export function createRun(compiled: Compiled, context: EvaluationContext, identity: ReportedIdentity | undefined): Run {
  const { report, now } = context;
  const hardware = report?.facts.device ?? identity;
  const build = report?.facts.device.os.build ?? undefined;
  const viewInput: ViewInput = {
    catalogue: compiled.catalogue,
    index: compiled.index,
    interest: compiled.interest,
    now,
    receivedAt: report?.receivedAt ?? now,
    placeOf: context.placeOf,
    placeDatabaseDate: context.placeDatabaseDate,
    hasAsnDatabase: context.hasAsnDatabase,
  };
  return {
    compiled,
    context,
    identity,
    viewInput,
    view: report && createView(report.facts, viewInput, { reduced: report.reduced }),
    hardware: hardware && { vendors: compiled.index.identify(hardware).vendors, model: hardware.model },
    build,
    buildFirstReportedAt: build === undefined ? undefined : (firstReportOf(build, identity) ?? report?.validAt),
    effectiveAt: context.mode === 'new' && report ? Math.min(report.receivedAt, now) : now,
  };
}

function firstReportOf(build: string, identity: ReportedIdentity | undefined): number | undefined {
  return identity?.builds.find((entry) => entry.build === build)?.firstReportedAt;
}
