import { type openDatabase, type StoredFinding, toStoredFinding } from '@cordon/db';
import type { Evaluation, FindingState, PlaceOf, ReportFacts } from '@cordon/policy';
import { newId } from '@cordon/runtime';
import { toJsonb } from '../../packages/db/src/hot/jsonb.ts';
import { inventoryChange } from '../../packages/judge/src/inventory.ts';
import { isSame } from '../../packages/judge/src/is-same.ts';

/** What the straightforward design writes beside the verdict: the same rows as the product, one model and one call at a time. */

export type Prisma = Parameters<Parameters<ReturnType<typeof openDatabase>['prisma']['$transaction']>[0]>[0];

/** The device whose report is judged. */
export interface BaselineDevice {
  deviceId: string;
  organisationId: string;
  reportId: string;
  now: Date;
}

/** As the product stands for an address that was not observed. */
const NO_ADDRESS = '0.0.0.0/0';

/** The findings of a device. */
export async function readFindings(tx: Prisma, deviceId: string): Promise<StoredFinding[]> {
  const rows = await tx.finding.findMany({ where: { deviceId } });
  return rows.map(({ organisationId: _organisation, ...row }) => toStoredFinding(row));
}

/** Findings that changed, and what happened to them. */
export async function writeFindings(
  tx: Prisma,
  { deviceId, organisationId, reportId, now }: BaselineDevice,
  known: readonly StoredFinding[],
  { findings, changes }: Evaluation,
): Promise<void> {
  const before = new Map(known.map((finding) => [keyOf(finding.state), finding]));
  const ids = new Map<string, string>();
  for (const state of findings) {
    const old = before.get(keyOf(state));
    const id = old?.id ?? newId(now);
    ids.set(keyOf(state), id);
    if (isSame(state, old?.state)) continue;
    const row = toRow(state);
    await tx.finding.upsert({
      where: { deviceId_id: { deviceId, id } },
      create: { deviceId, id, organisationId, ...row },
      update: row,
    });
  }
  for (const { kind, finding } of changes) {
    if (kind === 'updated') continue;
    const findingId = ids.get(keyOf(finding)) ?? newId(now);
    const detail = { status: finding.status, severity: finding.severity };
    await tx.findingHistory.create({
      data: { deviceId, id: newId(now), organisationId, findingId, kind, at: now, recordedAt: now, reportId, detail },
    });
  }
}

function keyOf({ policyName, ruleId, subject }: FindingState): string {
  return JSON.stringify([policyName, ruleId, subject]);
}

function toRow(state: FindingState) {
  const instant = (value: number | undefined) => (value === undefined ? null : new Date(value));
  return {
    policyName: state.policyName,
    ruleId: state.ruleId,
    ruleType: state.ruleType,
    subject: state.subject,
    status: state.status,
    severity: state.severity,
    firstSeen: new Date(state.firstSeen),
    lastSeen: new Date(state.lastSeen),
    dueAt: instant(state.dueAt),
    resolvedAt: instant(state.resolvedAt),
    resolvedReason: state.resolvedReason ?? null,
    reopened: state.reopened,
    evidence: JSON.parse(toJsonb(state.evidence)) as object,
    advice: state.advice ?? null,
    despiteRemediation: state.despiteRemediation ?? null,
    remediation: state.remediation ?? null,
    waiverId: state.waiverId ?? null,
    policyVersion: state.policyVersion,
    overflow: state.overflow ?? null,
  };
}

/** The apps and destinations of the report, each where it is not yet. */
export async function writeInventory(
  tx: Prisma,
  { deviceId, organisationId, now }: BaselineDevice,
  facts: ReportFacts,
  placeOf: PlaceOf,
): Promise<void> {
  const at = now.getTime();
  const report = { id: '', seq: 0, facts, receivedAt: at, collectedAt: at, reduced: null };
  const change = inventoryChange(
    { state: { deviceId, lastValidAt: null } as never, reports: [report as never] },
    [],
    undefined,
    placeOf,
  );
  const today = new Date(now.toISOString().slice(0, 10));
  const apps = change?.apps ?? [];
  await tx.fleetApp.createMany({
    data: apps.map((app) => ({ ...app, signers: [...app.signers], organisationId })),
    skipDuplicates: true,
  });
  await tx.deviceApp.deleteMany({ where: { deviceId, appId: { notIn: apps.map(({ id }) => id) } } });
  await tx.deviceApp.createMany({
    data: apps.map(({ id }) => ({ deviceId, appId: id, organisationId, firstSeen: today })),
    skipDuplicates: true,
  });
  const destinations = change?.destinations ?? [];
  await tx.fleetDestination.createMany({
    data: destinations.map(({ id, host, country }) => ({ organisationId, id, host, country })),
    skipDuplicates: true,
  });
  await tx.deviceDestination.createMany({
    data: destinations.map(({ id, address = NO_ADDRESS, categories }) => {
      const seen = { firstSeen: today, lastSeen: today, isCounted: true };
      return { deviceId, destinationId: id, address, organisationId, categories, ...seen };
    }),
    skipDuplicates: true,
  });
  await tx.deviceDestination.updateMany({
    where: { deviceId, destinationId: { in: destinations.map(({ id }) => id) }, lastSeen: { lt: today } },
    data: { lastSeen: today },
  });
}
