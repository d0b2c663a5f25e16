import { createHash } from 'node:crypto';
import type { Database } from '../database.ts';
import type { OrganisationKeys } from '../provision/organisation-keys.ts';
import { withOrganisationSql } from '../tenancy.ts';
import { CHAIN_START, CHAINED_COLUMNS, type ChainedEvent, chainMac } from './audit-chain.ts';
import { openCheckpoint, readCheckpoints } from './audit-checkpoints.ts';

/** One thing that is not as this server left it. */
export interface AuditFault {
  /**
   * `altered`: changed, or inserted by someone without the audit key; `removed`: numbers are missing; `cut-off`: the chain
   * ends before, or does not lead to, what a checkpoint states; `details-removed`: emptied without an erasure;
   * `checkpoint-invalid`: not signed by this server.
   */
  kind: 'altered' | 'removed' | 'cut-off' | 'details-removed' | 'checkpoint-invalid';
  number: number;
  eventId?: string;
  detail: string;
}

export interface AuditVerification {
  ok: boolean;
  /** The first 100. */
  faults: AuditFault[];
  /** Last number of the chain. */
  sealed: number;
  /** Not yet numbered: more than a second's worth says that no worker runs. */
  unsealed: number;
  /** Number of the last valid checkpoint (0: none): what is cut off after it cannot be seen. */
  lastCheckpoint: number;
}

const MAX_FAULTS = 100;
const PAGE = 1_000;

/** Where the walk along the chain stands. */
interface Walk {
  auditKey: Uint8Array;
  /** What checkpoints state, by number. */
  stated: ReadonlyMap<number, readonly StatedMac[]>;
  /** People whose erasure is itself an event. */
  erased: ReadonlySet<string>;
  number: number;
  mac: Uint8Array;
  faults: AuditFault[];
}

interface StatedMac {
  mac: Buffer;
  place: string;
}

interface SealedRow extends ChainedEvent {
  number: string;
  mac: Buffer | null;
  details: string | null;
  salt: Buffer | null;
}

/**
 * Checks an organisation's audit events against the audit key and against every checkpoint in database and directory.
 *
 * @param keys of {@link loadOrganisationKeys}
 * @param checkpointDirectory AUDIT_CHECKPOINT_DIR; absent: there are checkpoints in the database alone
 */
export async function verifyAudit(
  database: Database,
  organisationId: string,
  keys: Pick<OrganisationKeys, 'auditKey' | 'publicKeys'>,
  checkpointDirectory: string | undefined,
): Promise<AuditVerification> {
  const faults: AuditFault[] = [];
  const stated = await readStatedMacs(database, organisationId, keys, checkpointDirectory, faults);
  const erased = await readErasedPeople(database, organisationId);
  const walk: Walk = { auditKey: keys.auditKey, stated, erased, number: 0, mac: CHAIN_START, faults };
  for (let rows: SealedRow[]; ; ) {
    rows = await readPage(database, organisationId, walk.number);
    for (const row of rows) checkRow(walk, row);
    if (rows.length < PAGE) break;
  }
  checkEnd(walk);
  const unsealed = await countUnsealed(database, organisationId);
  const lastCheckpoint = Math.max(0, ...stated.keys());
  return { ok: faults.length === 0, faults, sealed: walk.number, unsealed, lastCheckpoint };
}

function report(faults: AuditFault[], fault: AuditFault): void {
  if (faults.length < MAX_FAULTS) faults.push(fault);
}

/** Goes on from the MAC that the row states, so that one fault is told once and later rows are judged on their own. */
function checkRow(walk: Walk, row: SealedRow): void {
  const number = Number(row.number);
  const mac = row.mac ?? new Uint8Array();
  const isNext = number === walk.number + 1;
  if (!isNext) {
    const detail = `Events ${walk.number + 1} to ${number - 1} were removed.`;
    report(walk.faults, { kind: 'removed', number: walk.number + 1, detail });
  } else if (!chainMac(walk.auditKey, walk.mac, number, row).equals(mac)) {
    const detail = 'The event was altered, or inserted without the audit key.';
    report(walk.faults, { kind: 'altered', number, eventId: row.id, detail });
  }
  checkDetails(walk, number, row);
  checkStated(walk, number, mac);
  walk.number = number;
  walk.mac = mac;
}

function checkDetails(walk: Walk, number: number, row: SealedRow): void {
  if (row.details === null || row.salt === null) {
    if (row.personId !== null && walk.erased.has(row.personId)) return;
    const detail = 'The details were removed, but no erasure of a person explains it.';
    report(walk.faults, { kind: 'details-removed', number, eventId: row.id, detail });
    return;
  }
  if (createHash('sha256').update(row.salt).update(row.details).digest().equals(row.detailsHash)) return;
  report(walk.faults, { kind: 'altered', number, eventId: row.id, detail: 'The details of the event were altered.' });
}

function checkStated(walk: Walk, number: number, mac: Uint8Array): void {
  const other = walk.stated.get(number)?.find((checkpoint) => !checkpoint.mac.equals(mac));
  if (!other) return;
  const detail = `The chain does not lead to what the checkpoint in ${other.place} states: it was cut off and written anew.`;
  report(walk.faults, { kind: 'cut-off', number, detail });
}

function checkEnd(walk: Walk): void {
  const last = Math.max(0, ...walk.stated.keys());
  if (last <= walk.number) return;
  const place = walk.stated.get(last)?.[0]?.place;
  const detail = `The chain ends at ${walk.number}, but the checkpoint in ${place} states ${last}: what came between was cut off.`;
  report(walk.faults, { kind: 'cut-off', number: walk.number + 1, detail });
}

async function readStatedMacs(
  database: Database,
  organisationId: string,
  keys: Pick<OrganisationKeys, 'publicKeys'>,
  directory: string | undefined,
  faults: AuditFault[],
): Promise<Map<number, StatedMac[]>> {
  const stated = new Map<number, StatedMac[]>();
  for (const { place, number, jws } of await readCheckpoints(database, organisationId, directory)) {
    const checkpoint = await openCheckpoint(jws, keys.publicKeys);
    if (checkpoint?.organisationId !== organisationId || checkpoint.number !== number) {
      report(faults, {
        kind: 'checkpoint-invalid',
        number,
        detail: `The checkpoint in ${place} is not one that this server signed.`,
      });
    } else
      stated.set(number, [...(stated.get(number) ?? []), { mac: Buffer.from(checkpoint.mac, 'base64url'), place }]);
  }
  return stated;
}

function readPage(database: Database, organisationId: string, after: number): Promise<SealedRow[]> {
  return withOrganisationSql(database, organisationId, async (tx) => {
    const { rows } = await tx.query<SealedRow>(
      `SELECT ${CHAINED_COLUMNS}, number, mac, details, salt FROM audit_events
       WHERE organisation_id = $1 AND number > $2 ORDER BY number LIMIT ${PAGE}`,
      [organisationId, after],
    );
    return rows;
  });
}

function readErasedPeople(database: Database, organisationId: string): Promise<Set<string>> {
  return withOrganisationSql(database, organisationId, async (tx) => {
    const { rows } = await tx.query<{ target_id: string }>(
      "SELECT DISTINCT target_id FROM audit_events WHERE organisation_id = $1 AND action = 'person.erased' AND target_id IS NOT NULL",
      [organisationId],
    );
    return new Set(rows.map((row) => row.target_id));
  });
}

function countUnsealed(database: Database, organisationId: string): Promise<number> {
  return withOrganisationSql(database, organisationId, async (tx) => {
    const { rows } = await tx.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM audit_events WHERE organisation_id = $1 AND number IS NULL',
      [organisationId],
    );
    return rows[0]?.count ?? 0;
  });
}
