import type { CompiledPolicy, CompiledRule } from '../compile/compiled.ts';
import { compareText } from '../language/fault.ts';
import type { Evidence, FindingState, ResolvedReason } from '../types.ts';
import { evidenceOf, preferKept, selectEvidence } from './evidence.ts';
import { firstSeenOf } from './first-seen.ts';
import { isDecided } from './judge.ts';
import { rejudgeEvidence } from './kept-evidence.ts';
import type { Failure, RuleOutcome } from './outcome.ts';
import { limitFindings, OVERFLOW } from './overflow.ts';
import { closingRemediation, contradictedRemediation, liftingRemediation, remediationsOf } from './remediate.ts';
import type { Run } from './run.ts';
import { dependsOnAssignment } from './scope.ts';

/** How long a resolved finding may still reopen with its history, and is kept. */
export const REOPEN_WITHIN_MS = 30 * 86_400_000;

/** One rule's part in an evaluation. `outcome` is absent where there is no report to judge. */
export interface RuleFold {
  run: Run;
  policy: CompiledPolicy;
  rule: CompiledRule;
  outcome: RuleOutcome | undefined;
  previous: readonly FindingState[];
}

/** A subject that fails now, with its evidence out of the report and out of what was kept. */
interface Failing {
  evidence: Evidence[];
  /** Whether the report shows it, and not only kept evidence. */
  isSeen: boolean;
  since: number | undefined;
}

/**
 * The findings of one rule after this evaluation: opened, kept, reopened, resolved as policy.md says under
 * "Evaluation" 2, 3, 6 and 10. Statuses of unresolved ones are set afterwards (`withStatus`).
 */
export function foldRule(fold: RuleFold): FindingState[] {
  const { previous, rule, run } = fold;
  const lifted = liftingRemediation(remediationsOf(fold.policy, rule), rule, run);
  const failing = lifted ? new Map<string, Failing>() : collectFailing(fold);
  const findings: FindingState[] = [];
  for (const finding of previous) {
    if (finding.subject === OVERFLOW) continue;
    const now = failing.get(finding.subject);
    if (finding.status !== 'resolved') findings.push(continueFinding(finding, now, fold, lifted?.id));
    else if (now?.isSeen && canReopen(finding, run)) findings.push(reopenFinding(finding, now, fold));
    else if (!now?.isSeen) {
      findings.push(finding);
      continue;
    } else continue;
    failing.delete(finding.subject);
  }
  const opened = openFresh(failing, findings, fold);
  return limitFindings(findings, opened, fold, (overflow, evidence) =>
    overflow
      ? continueFinding(overflow, evidence && { evidence, isSeen: true, since: undefined }, fold, lifted?.id)
      : openFinding(OVERFLOW, { evidence: evidence ?? [], isSeen: true, since: undefined }, fold),
  );
}

/** New findings of what fails and is not yet among `findings`, in order of subject. */
function openFresh(
  failing: ReadonlyMap<string, Failing>,
  findings: readonly FindingState[],
  fold: RuleFold,
): FindingState[] {
  const known = findings.length === 0 ? undefined : new Set(findings.map(({ subject }) => subject));
  const opened: FindingState[] = [];
  for (const [subject, now] of failing) if (!known?.has(subject)) opened.push(openFinding(subject, now, fold));
  return opened.sort((a, b) => compareText(a.subject, b.subject));
}

function collectFailing({ run, rule, outcome, previous }: RuleFold): Map<string, Failing> {
  const failing = new Map<string, Failing>();
  for (const failure of outcome?.failures ?? []) failing.set(failure.subject, seenFailing(failure, rule, run));
  if (run.context.mode !== 'rejudge' || rule.type === 'freshness') return failing;
  const open = previous.filter(({ status, subject }) => status !== 'resolved' && subject !== OVERFLOW);
  for (const [subject, evidence] of rejudgeEvidence(rule, open, run)) {
    const seen = failing.get(subject);
    if (seen) seen.evidence = selectEvidence([...seen.evidence, ...evidence], rule.type);
    else failing.set(subject, { evidence: selectEvidence(evidence, rule.type), isSeen: false, since: undefined });
  }
  return failing;
}

function seenFailing(failure: Failure, rule: CompiledRule, run: Run): Failing {
  return { evidence: evidenceOf(failure.evidence, rule.type, run), isSeen: true, since: failure.since };
}

function canReopen(finding: FindingState, run: Run): boolean {
  return finding.resolvedAt !== undefined && run.effectiveAt - finding.resolvedAt <= REOPEN_WITHIN_MS;
}

function openFinding(subject: string, now: Failing, fold: RuleFold): FindingState {
  const { rule, run, policy } = fold;
  const firstSeen = firstSeenOf(rule, now.evidence, now.since, dependsOnAssignment(policy.appliesTo), run);
  return describe(
    { policyName: rule.policyName, ruleId: rule.id, subject, firstSeen, lastSeen: firstSeen, reopened: 0 },
    now,
    fold,
  );
}

function reopenFinding(finding: FindingState, now: Failing, fold: RuleFold): FindingState {
  const evidence = selectEvidence([...now.evidence, ...finding.evidence], fold.rule.type);
  const { firstSeen, lastSeen, reopened } = finding;
  return describe(
    {
      policyName: finding.policyName,
      ruleId: finding.ruleId,
      subject: finding.subject,
      firstSeen,
      lastSeen,
      reopened: reopened + 1,
    },
    { ...now, evidence },
    fold,
  );
}

type Lasting = Pick<FindingState, 'policyName' | 'ruleId' | 'subject' | 'firstSeen' | 'lastSeen' | 'reopened'>;

/** A finding that fails now, under the version of the rule in force. */
function describe(lasting: Lasting, now: Failing, { rule, run, policy }: RuleFold): FindingState {
  const contradicted =
    rule.type === 'vendor' ? undefined : contradictedRemediation(remediationsOf(policy, rule), now.evidence, run);
  return {
    policyName: lasting.policyName,
    ruleId: lasting.ruleId,
    ruleType: rule.type,
    subject: lasting.subject,
    status: 'open',
    severity: rule.severity,
    firstSeen: lasting.firstSeen,
    lastSeen: lastSeenOf(lasting, now, rule),
    dueAt: rule.graceMs > 0 ? lasting.firstSeen + rule.graceMs : undefined,
    resolvedAt: undefined,
    resolvedReason: undefined,
    reopened: lasting.reopened,
    evidence: now.evidence,
    advice: rule.advice,
    despiteRemediation: contradicted?.id,
    remediation: undefined,
    waiverId: undefined,
    policyVersion: rule.policyVersion,
    overflow: undefined,
  };
}

/** Valid time of the newest observation; a silence is "seen" since it began, however often it is judged. */
function lastSeenOf(lasting: Lasting, now: Failing, rule: CompiledRule): number {
  if (rule.type === 'freshness') return now.since ?? lasting.lastSeen;
  return now.evidence.length === 0 ? lasting.lastSeen : Math.max(...now.evidence.map(({ observedAt }) => observedAt));
}

/** What becomes of an unresolved finding: it goes on, or it is resolved for one of the reasons of "Evaluation" 3. */
function continueFinding(
  finding: FindingState,
  now: Failing | undefined,
  fold: RuleFold,
  liftedBy: string | undefined,
): FindingState {
  const { rule, run, policy } = fold;
  if (liftedBy !== undefined) return resolve(finding, 'remediated', run, liftedBy);
  const isRejudged = run.context.mode === 'rejudge' && rule.type !== 'freshness' && finding.subject !== OVERFLOW;
  if (now?.isSeen) {
    const older = isRejudged || rule.type === 'freshness' ? [] : finding.evidence;
    const evidence = preferKept(selectEvidence([...now.evidence, ...older], rule.type), finding.evidence);
    return describe(finding, { ...now, evidence }, fold);
  }
  const evidence = isRejudged ? (now?.evidence ?? []) : finding.evidence;
  if (isRejudged && evidence.length === 0 && finding.evidence.length > 0)
    return resolve(finding, 'no-longer-fails', run);
  const closing = rule.type === 'vendor' ? undefined : closingRemediation(remediationsOf(policy, rule), evidence, run);
  if (closing) return resolve(finding, 'remediated', run, closing.id);
  if (isClear(finding, fold))
    return resolve(
      finding,
      run.context.mode === 'rejudge' && rule.type === 'freshness' ? 'no-longer-fails' : 'not-seen',
      run,
    );
  const kept = describe(
    finding,
    { evidence: preferKept(evidence, finding.evidence), isSeen: false, since: undefined },
    fold,
  );
  return finding.subject === OVERFLOW ? { ...kept, overflow: finding.overflow } : kept;
}

/** Whether this report resolves the finding: its rule was evaluated for it, it did not fail, and that for `clearAfter`. */
function isClear(finding: FindingState, { run, rule, outcome }: RuleFold): boolean {
  const { report } = run.context;
  if (rule.type === 'freshness') return true;
  if (!report || !outcome || !isDecided(outcome, finding.subject)) return false;
  if (finding.subject === OVERFLOW && outcome.undecided.length > 0) return false;
  return report.validAt - finding.lastSeen >= rule.clearAfterMs;
}

/** The finding resolved now, for this reason. */
export function resolve(finding: FindingState, reason: ResolvedReason, run: Run, remediation?: string): FindingState {
  const { dueAt: _due, waiverId: _waiver, despiteRemediation: _despite, ...rest } = finding;
  return {
    ...rest,
    status: 'resolved',
    resolvedAt: run.effectiveAt,
    resolvedReason: reason,
    ...(remediation === undefined ? {} : { remediation }),
  };
}
