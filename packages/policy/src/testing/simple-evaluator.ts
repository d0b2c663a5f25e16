import type { Catalogue } from '../catalogue/schema.ts';
import type { ReportFacts } from '../facts.ts';
import { parseDuration } from '../language/duration.ts';
import type { Rule } from '../language/rule.ts';
import type { Place, PolicyInput, Verdict } from '../types.ts';
import { type SimpleOutcome, simpleJudge } from './simple-rules.ts';

const MONTH_MS = 30 * 86_400_000;

/** A finding as the second evaluator keeps it. */
export interface SimpleFinding {
  isOpen: boolean;
  firstSeen: number;
  lastSeen: number;
  resolvedAt?: number;
  reopened: number;
}

export interface SimpleResult {
  verdict: Verdict;
  /** By `<policy> <rule> <subject>`. */
  findings: Map<string, SimpleFinding>;
  /** `<policy> <rule> <reason>`, without repeats, in order. */
  notEvaluated: string[];
}

/**
 * The second evaluator: reports of one device judged one after the other, each at its receipt, without waivers,
 * remediations, identity and overflow. Deliberately slow and plain; the engine must agree with it.
 */
export function createSimpleEvaluator(
  policies: readonly PolicyInput[],
  catalogue: Catalogue,
  places: Readonly<Record<string, Place>>,
) {
  const findings = new Map<string, SimpleFinding>();
  return (facts: ReportFacts, now: number): SimpleResult => {
    for (const [key, finding] of findings)
      if (!finding.isOpen && now - (finding.resolvedAt ?? 0) > MONTH_MS) findings.delete(key);
    const gaps: { key: string; rule: Rule; reason: string }[] = [];
    const judged: { key: string; rule: Rule }[] = [];
    for (const policy of policies) {
      for (const rule of policy.document.spec.rules) {
        const outcome = simpleJudge(rule, facts, { catalogue, places, now });
        const prefix = `${policy.name} ${rule.id}`;
        fold(findings, prefix, rule, outcome, Math.max(now, policy.inForceSince), now);
        for (const { reason } of outcome.gaps) gaps.push({ key: `${prefix} ${reason}`, rule, reason });
        for (const key of findings.keys()) if (key.startsWith(`${prefix} `)) judged.push({ key, rule });
      }
    }
    return {
      verdict: decide(findings, judged, gaps, policies.length > 0, now),
      findings: new Map(findings),
      notEvaluated: [...new Set(gaps.map(({ key }) => key))].sort(),
    };
  };
}

function fold(
  findings: Map<string, SimpleFinding>,
  prefix: string,
  rule: Rule,
  { failing, gaps }: SimpleOutcome,
  seenAt: number,
  now: number,
): void {
  for (const subject of failing) {
    const known = findings.get(`${prefix} ${subject}`);
    const next = known ?? { isOpen: true, firstSeen: seenAt, reopened: 0, lastSeen: now };
    const reopened = next.reopened + (known && !known.isOpen ? 1 : 0);
    findings.set(`${prefix} ${subject}`, { isOpen: true, firstSeen: next.firstSeen, lastSeen: now, reopened });
  }
  for (const [key, finding] of findings) {
    const subject = key.slice(prefix.length + 1);
    if (!key.startsWith(`${prefix} `) || !finding.isOpen || failing.has(subject)) continue;
    const isUnsure = gaps.some(({ subjects }) => subjects === 'all' || subjects.includes(subject));
    const isLongEnough = now - finding.lastSeen >= (parseDuration(rule.clearAfter ?? 'P0D') ?? 0);
    if (!isUnsure && isLongEnough) findings.set(key, { ...finding, isOpen: false, resolvedAt: now });
  }
}

function decide(
  findings: ReadonlyMap<string, SimpleFinding>,
  judged: readonly { key: string; rule: Rule }[],
  gaps: readonly { rule: Rule }[],
  hasPolicy: boolean,
  now: number,
): Verdict {
  const counting = judged.filter(({ key, rule }) => findings.get(key)?.isOpen && rule.severity !== 'info');
  const isDue = ({ key, rule }: { key: string; rule: Rule }): boolean =>
    now >= (findings.get(key)?.firstSeen ?? 0) + (parseDuration(rule.grace ?? 'P0D') ?? 0);
  if (counting.some(isDue)) return 'non-compliant';
  if (!hasPolicy || gaps.some(({ rule }) => rule.severity !== 'info' && rule.onMissing !== 'ignore')) return 'unknown';
  return counting.length > 0 ? 'in-grace' : 'compliant';
}
