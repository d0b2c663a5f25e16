import type { Compiled } from '../compile/compiled.ts';
import type { EvaluationContext, ReportedIdentity } from '../types.ts';
import type { ViewInput } from './view.ts';

/** What every step of one evaluation needs: the input, and what was worked out of it first. */
export interface Run {
  compiled: Compiled;
  context: EvaluationContext;
  viewInput: ViewInput;
  /** Hardware that remediations are matched with; absent before the first report. */
  hardware?: { vendors: readonly string[]; model: string };
  /** Build of the report being judged. */
  build?: string;
  /** Valid time of the first report of `build`. */
  buildFirstReportedAt?: number;
  identity?: ReportedIdentity;
  /** When what this evaluation finds took effect: the report's receipt, or in re-judging the present. */
  effectiveAt: number;
}

/** Prepares a run; `identity` is the one that includes the report being judged. */
export function createRun(compiled: Compiled, context: EvaluationContext, identity: ReportedIdentity | undefined): Run {
  const { report } = context;
  const hardware = report?.facts.device ?? identity;
  const build = report?.facts.device.os.build ?? undefined;
  return {
    compiled,
    context,
    identity,
    viewInput: {
      catalogue: compiled.catalogue,
      index: compiled.index,
      now: context.now,
      receivedAt: report?.receivedAt ?? context.now,
      placeOf: context.placeOf,
      ...(context.placeDatabaseDate === undefined ? {} : { placeDatabaseDate: context.placeDatabaseDate }),
      ...(context.hasAsnDatabase === undefined ? {} : { hasAsnDatabase: context.hasAsnDatabase }),
    },
    ...(hardware ? { hardware: { vendors: compiled.index.identify(hardware).vendors, model: hardware.model } } : {}),
    ...(build === undefined
      ? {}
      : {
          build,
          buildFirstReportedAt:
            identity?.builds.find((entry) => entry.build === build)?.firstReportedAt ?? report?.validAt,
        }),
    effectiveAt: context.mode === 'new' && report ? Math.min(report.receivedAt, context.now) : context.now,
  };
}
