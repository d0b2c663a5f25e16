import type { FindingState, FindingStatus, Instant, WaiverInput } from '../types.ts';

/** The waiver in force for a finding at an instant, the one that lasts longest; `identity-conflict` is never waived. */
export function activeWaiver(
  finding: FindingState,
  waivers: readonly WaiverInput[],
  at: Instant,
): WaiverInput | undefined {
  if (finding.ruleType === 'identity') return undefined;
  let best: WaiverInput | undefined;
  for (const waiver of waivers) {
    if (!coversFinding(waiver, finding) || at < waiver.from || at >= waiver.until) continue;
    if (!best || waiver.until > best.until || (waiver.until === best.until && waiver.id < best.id)) best = waiver;
  }
  return best;
}

function coversFinding(waiver: WaiverInput, finding: FindingState): boolean {
  return (
    waiver.policyName === finding.policyName &&
    waiver.ruleId === finding.ruleId &&
    (waiver.subject === undefined || waiver.subject === finding.subject)
  );
}

/** Status of a finding at an instant. Grace runs on under a waiver: at its end the finding is what it would be without it. */
export function statusAt(finding: FindingState, waivers: readonly WaiverInput[], at: Instant): FindingStatus {
  if (finding.status === 'resolved') return 'resolved';
  if (activeWaiver(finding, waivers, at)) return 'waived';
  return finding.dueAt !== undefined && at < finding.dueAt ? 'in-grace' : 'open';
}

/** The finding with its status at an instant and the waiver that gives it; the same object if it has these already. */
export function withStatus(finding: FindingState, waivers: readonly WaiverInput[], at: Instant): FindingState {
  const waiver = finding.status === 'resolved' ? undefined : activeWaiver(finding, waivers, at);
  const status = statusAt(finding, waivers, at);
  if (finding.status === status && finding.waiverId === waiver?.id) return finding;
  return { ...finding, status, waiverId: waiver?.id };
}
