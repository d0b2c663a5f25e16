import { OVERRIDES_DIGEST } from '../stores/catalogue-overrides.ts';
import type { SqlTx } from '../tenancy.ts';
import type { ClaimedDelivery } from './deliveries.ts';
import { readFindingsById, type StoredFinding } from './judge-findings.ts';
import type { FindingSeverity } from './notices-read.ts';

/** Who a message goes to. Personal data: it must not get into logs or jobs. */
export interface MailRecipient {
  kind: 'person' | 'user';
  id: string;
  email: string;
  locale: string;
}

/** What a notice says at this moment. */
export interface MailNotice {
  id: string;
  state: 'open' | 'resolved';
  severity: FindingSeverity;
  personId: string | null;
  /** Holder of the phones; null: a device without a holder. */
  holderName: string | null;
  /** Findings that are not resolved. */
  findings: StoredFinding[];
  /** The devices they are on. */
  devices: MailDevice[];
}

/** A device as far as a message names it. The model is text from the device: hostile. */
export interface MailDevice {
  id: string;
  vendor: string | null;
  model: string;
  state: string;
}

export interface MailContent {
  organisationName: string;
  /** Stands for the organisation's own entries of the catalogue; null: it has none. */
  overridesDigest: string | null;
  recipient: MailRecipient;
  notice?: MailNotice;
  /** Of an enrolment: the device enrolled. */
  device?: MailDevice;
  /** Of an invitation: who invites. */
  inviterName?: string;
}

/**
 * Reads what a delivery's message says, as of now.
 *
 * @returns `undefined` if its recipient has no address (any more), or what it is about is not there
 */
export async function readMailContent(
  tx: SqlTx,
  organisationId: string,
  delivery: ClaimedDelivery,
): Promise<MailContent | undefined> {
  const { rows } = await tx.query<{ name: string; locale: string; digest: string | null }>(
    `SELECT name, coalesce(settings->>'defaultLocale', 'en') AS locale, ${OVERRIDES_DIGEST} AS digest FROM organisations WHERE id = $1`,
    [organisationId],
  );
  const [organisation] = rows;
  const recipient = organisation && (await readRecipient(tx, organisationId, delivery, organisation.locale));
  if (!recipient) return undefined;
  const content = { organisationName: organisation.name, overridesDigest: organisation.digest, recipient };
  if (delivery.advisoryId !== null) {
    const notice = await readNotice(tx, organisationId, delivery.advisoryId);
    return notice && { ...content, notice };
  }
  if (delivery.reason === 'enrolment') {
    const [device] = await readDevices(tx, organisationId, [String(delivery.detail.deviceId)]);
    return device && { ...content, device };
  }
  return { ...content, inviterName: await readUserName(tx, organisationId, delivery.detail.invitedBy) };
}

async function readRecipient(
  tx: SqlTx,
  organisationId: string,
  { personId, userId }: ClaimedDelivery,
  defaultLocale: string,
): Promise<MailRecipient | undefined> {
  const query =
    personId === null
      ? `SELECT 'user' AS kind, id, email, coalesce(locale, $3) AS locale FROM users
         WHERE organisation_id = $1 AND id = $2 AND disabled_at IS NULL`
      : `SELECT 'person' AS kind, id, email, coalesce(locale, $3) AS locale FROM people
         WHERE organisation_id = $1 AND id = $2 AND erased_at IS NULL AND email IS NOT NULL`;
  const { rows } = await tx.query<MailRecipient>(query, [organisationId, personId ?? userId, defaultLocale]);
  return rows[0];
}

async function readNotice(tx: SqlTx, organisationId: string, advisoryId: string): Promise<MailNotice | undefined> {
  const { rows } = await tx.query<Omit<MailNotice, 'findings' | 'devices'> & { findingIds: string[] }>(
    `SELECT a.id, a.state, a.severity, a.person_id AS "personId", p.name AS "holderName",
            ARRAY(SELECT f.finding_id FROM advisory_findings f
                  WHERE f.organisation_id = $1 AND f.advisory_id = a.id AND f.resolved_at IS NULL) AS "findingIds"
     FROM advisories a LEFT JOIN people p ON p.id = a.person_id WHERE a.organisation_id = $1 AND a.id = $2`,
    [organisationId, advisoryId],
  );
  const [row] = rows;
  if (!row) return undefined;
  const { findingIds, ...notice } = row;
  const findings = await readFindingsById(tx, organisationId, findingIds);
  const devices = await readDevices(tx, organisationId, [...new Set(findings.map((finding) => finding.deviceId))]);
  return { ...notice, findings, devices };
}

async function readDevices(tx: SqlTx, organisationId: string, ids: readonly string[]): Promise<MailDevice[]> {
  const { rows } = await tx.query<MailDevice>(
    'SELECT id, vendor, model, state FROM devices WHERE organisation_id = $1 AND id = ANY ($2::uuid[]) ORDER BY id',
    [organisationId, ids],
  );
  return rows;
}

async function readUserName(tx: SqlTx, organisationId: string, userId: unknown): Promise<string | undefined> {
  if (typeof userId !== 'string') return undefined;
  const { rows } = await tx.query<{ name: string }>(
    'SELECT name FROM users WHERE organisation_id = $1 AND id::text = $2',
    [organisationId, userId],
  );
  return rows[0]?.name;
}

/** How long a personal link can be used. */
const PERSON_LINK_LIFETIME_MS = 14 * 86_400_000;

/** A personal link: 32 random bytes, of which the hash alone is stored. */
export async function insertPersonLink(
  tx: SqlTx,
  organisationId: string,
  link: { id: string; personId: string; advisoryId: string; tokenHash: Uint8Array; now: Date },
): Promise<void> {
  await tx.query(
    `INSERT INTO person_links (organisation_id, id, person_id, advisory_id, token_hash, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)`,
    [
      organisationId,
      link.id,
      link.personId,
      link.advisoryId,
      link.tokenHash,
      link.now,
      new Date(link.now.getTime() + PERSON_LINK_LIFETIME_MS),
    ],
  );
}
