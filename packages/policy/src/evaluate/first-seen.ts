import type { CompiledRule } from '../compile/compiled.ts';
import type { Evidence, Instant } from '../types.ts';
import type { Run } from './run.ts';

const BY_DATABASE: ReadonlySet<string> = new Set(['country', 'asn']);
const BY_CATALOGUE: ReadonlySet<string> = new Set(['vendor', 'jurisdiction', 'account-type']);

/**
 * When a finding that opens now is first seen: the later of the receipt of the first failing report and of what
 * makes it fail coming into force (rule, scope, and as far as the evidence rests on them catalogue and IP database).
 */
export function firstSeenOf(
  rule: CompiledRule,
  evidence: readonly Evidence[],
  since: Instant | undefined,
  dependsOnScope: boolean,
  run: Run,
): Instant {
  const { device, report } = run.context;
  const base = Math.max(
    rule.type === 'freshness' ? 0 : (report?.receivedAt ?? run.context.now),
    rule.inForceSince,
    dependsOnScope ? (device.scopeChangedAt ?? 0) : 0,
    since ?? 0,
  );
  const causes = evidence.map((piece) => causeInForce(rule, piece, run));
  return Math.max(base, causes.length > 0 ? Math.min(...causes) : 0);
}

/** When the facts that a piece of evidence rests on came into force. Of several conditions of a `deny` the earliest is enough. */
function causeInForce(rule: CompiledRule, evidence: Evidence, run: Run): Instant {
  if (rule.type === 'vendor') return evidence.catalogueEntry ? (run.context.catalogueInForceSince ?? 0) : 0;
  const instants = evidence.matched.map(({ condition }) => conditionInForce(rule, condition, run));
  if (rule.type === 'service') return Math.max(0, ...instants);
  const isAllow = typeof evidence.expected === 'object' && evidence.expected !== null && 'allow' in evidence.expected;
  if (instants.length === 0) return 0;
  return isAllow ? Math.max(...instants) : Math.min(...instants);
}

function conditionInForce(rule: CompiledRule, condition: string, run: Run): Instant {
  const { catalogueInForceSince = 0, placeDatabaseInForceSince = 0 } = run.context;
  if (rule.type === 'egress' && BY_DATABASE.has(condition)) return placeDatabaseInForceSince;
  if ((rule.type === 'egress' || rule.type === 'service') && BY_CATALOGUE.has(condition)) return catalogueInForceSince;
  return rule.type === 'service' && (condition === 'package' || condition === 'domain') ? catalogueInForceSince : 0;
}
