import { AppError, type DeviceStatus, type DeviceStatusAdvisory, type DeviceStatusFinding } from '@cordon/contract';
import {
  type AddressedAdvisory,
  appendAuditEvent,
  type DeviceStatusRow,
  findAddressedAdvisory,
  insertAcknowledgement,
  listUnacknowledged,
  readDeviceStatus,
  withOrganisation,
} from '@cordon/db';
import { catalogueOf } from '@cordon/judge';
import { type Catalogue, compareFindings, explainOneForPerson, type FindingState, type Language } from '@cordon/policy';
import type { Deps } from '../../deps.ts';
import type { KnownDevice } from '../../devices/device-directory.ts';
import { toFindingState } from '../findings/finding-view.ts';
import { preferredLanguage } from './accept-language.ts';

export type DeviceStatusDeps = Pick<Deps, 'database' | 'clock' | 'catalogues' | 'judge'>;

/**
 * What a device is told of itself: verdict, open findings with what to do, advisories its holder has not acknowledged.
 * It is judged first if a change is due.
 *
 * @param acceptLanguage value of the header; absent: the holder's language
 */
export async function showDeviceStatus(
  deps: DeviceStatusDeps,
  device: KnownDevice,
  acceptLanguage: string | undefined,
): Promise<{ language: string; status: DeviceStatus }> {
  const first = await readStatus(deps, device);
  if (first.row.isDue) await deps.judge(device.organisationId, [device.id]);
  const { row, advisories, catalogue } = first.row.isDue ? await readStatus(deps, device) : first;
  const language = preferredLanguage(acceptLanguage, row.holder?.locale);
  return {
    language: language.tag,
    status: {
      verdict: row.verdict as DeviceStatus['verdict'],
      since: row.verdictSince.toISOString(),
      ...(row.judgedAt && { judgedAt: row.judgedAt.toISOString() }),
      findings: toFindings(catalogue, row, language),
      findingsTotal: row.findingsTotal,
      advisories: advisories.map((advisory) => toAdvisory(advisory, row.holder?.id, language)),
    },
  };
}

function readStatus(deps: DeviceStatusDeps, { organisationId, id }: KnownDevice) {
  return withOrganisation(deps.database, organisationId, async (tx) => {
    const row = await readDeviceStatus(tx, organisationId, id, deps.clock.now());
    const advisories = row.holder ? await listUnacknowledged(tx, organisationId, row.holder.id) : [];
    return { row, advisories, catalogue: await catalogueOf(tx, deps, organisationId) };
  });
}

function toFindings(catalogue: Catalogue, row: DeviceStatusRow, language: Language): DeviceStatusFinding[] {
  return row.findings
    .map((finding) => ({ finding, state: toFindingState(finding) }))
    .sort((left, right) => compareFindings(left.state, right.state))
    .map(({ finding, state }) => toFinding(catalogue, finding, state, language));
}

function toFinding(
  catalogue: Catalogue,
  finding: DeviceStatusRow['findings'][number],
  state: FindingState,
  language: Language,
): DeviceStatusFinding {
  const { problem, action } = explainOneForPerson(state, catalogue, language.tag);
  return {
    policy: finding.policyName,
    rule: finding.ruleId,
    subject: finding.subject,
    severity: finding.severity as DeviceStatusFinding['severity'],
    status: finding.status as DeviceStatusFinding['status'],
    firstSeen: finding.firstSeen.toISOString(),
    ...(finding.dueAt && { dueAt: finding.dueAt.toISOString() }),
    description: problem,
    advice: action,
  };
}

function toAdvisory(
  advisory: AddressedAdvisory,
  holderId: string | undefined,
  language: Language,
): DeviceStatusAdvisory {
  return {
    id: advisory.id,
    kind: advisory.kind as DeviceStatusAdvisory['kind'],
    severity: advisory.severity as DeviceStatusAdvisory['severity'],
    title: titleOf(advisory, holderId, language),
    openedAt: advisory.openedAt.toISOString(),
  };
}

/** What a device shows of an advisory; the rest stands on the personal page. */
function titleOf(
  { kind, personId }: AddressedAdvisory,
  holderId: string | undefined,
  { advisoryTitles }: Language,
): string {
  if (kind === 'circular') return advisoryTitles.circular;
  return personId === holderId ? advisoryTitles.own : advisoryTitles.family;
}

/**
 * Confirms an advisory for the device's holder. Done again, it changes nothing.
 *
 * @throws AppError `not-found` unless it was addressed to the holder
 */
export async function acknowledgeByDevice(
  { database, clock }: DeviceStatusDeps,
  device: KnownDevice,
  advisoryId: string,
): Promise<void> {
  const { organisationId, id } = device;
  const now = clock.now();
  await withOrganisation(database, organisationId, async (tx) => {
    const { holder } = await readDeviceStatus(tx, organisationId, id, now);
    const advisory = holder && (await findAddressedAdvisory(tx, organisationId, holder.id, advisoryId));
    if (!holder || !advisory)
      throw new AppError('not-found', "No such advisory was addressed to this device's holder.");
    const personId = holder.id;
    const isNew = await insertAcknowledgement(tx, { organisationId, advisoryId, personId, via: 'device', at: now });
    if (!isNew) return;
    await appendAuditEvent(tx, organisationId, {
      at: now,
      actor: { kind: 'device', id },
      action: 'advisory.acknowledged',
      target: { kind: 'advisory', id: advisoryId },
      unitId: advisory.unitId,
      personId,
      details: { via: 'device' },
    });
  });
}
