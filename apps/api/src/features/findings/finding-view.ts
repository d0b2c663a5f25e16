import type { EvidenceView, Finding, FindingEvent, FindingSummary } from '@cordon/contract';
import type { FindingDetails, FindingHistoryRow } from '@cordon/db';
import { adviceText, type Catalogue, type Evidence, explainFinding, type FindingState } from '@cordon/policy';
import { iso } from '../../resources/instants.ts';

/** A stored finding as the policy package knows it. */
export function toFindingState(row: FindingDetails): FindingState {
  const { dueAt, resolvedAt, evidence, ...rest } = row;
  const state = {
    ...withoutNulls(rest),
    firstSeen: row.firstSeen.getTime(),
    lastSeen: row.lastSeen.getTime(),
    dueAt: dueAt?.getTime(),
    resolvedAt: resolvedAt?.getTime(),
    evidence: (evidence ?? []) as unknown as Evidence[],
  };
  return state as unknown as FindingState;
}

function withoutNulls(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}

/** A finding with its evidence, its explanation and its history. */
export function toFinding(
  summary: FindingSummary,
  row: FindingDetails,
  history: readonly FindingHistoryRow[],
  catalogue: Catalogue,
): Finding {
  const state = toFindingState(row);
  return {
    ...summary,
    explanation: {
      ...explainFinding(state, catalogue),
      advice: row.advice === null ? null : adviceText(row.advice, 'en'),
    },
    evidence: state.evidence.map(toEvidence),
    advice: row.advice,
    remediation: row.remediation,
    waiverId: row.waiverId,
    overflow: row.overflow,
    history: history.map(toEvent),
  };
}

function toEvidence(evidence: Evidence): EvidenceView {
  const { place } = evidence;
  return {
    reportId: evidence.reportId,
    pointer: evidence.pointer,
    observedAt: new Date(evidence.observedAt).toISOString(),
    observed: evidence.observed ?? null,
    expected: evidence.expected ?? null,
    catalogueEntry: evidence.catalogueEntry ?? null,
    matched: evidence.matched.map(({ condition, value }) => ({ condition, value })),
    place: place
      ? {
          country: place.country ?? null,
          asn: place.asn ?? null,
          special: place.special ?? false,
          databaseDate: place.databaseDate ?? null,
        }
      : null,
    build: evidence.build ?? null,
  };
}

function toEvent(row: FindingHistoryRow): FindingEvent {
  return {
    kind: row.kind,
    at: iso(row.at),
    recordedAt: iso(row.recordedAt),
    reportId: row.reportId,
    detail: row.detail as Record<string, unknown>,
  };
}
