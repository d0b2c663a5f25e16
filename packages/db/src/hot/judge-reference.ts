import type { Database } from '../database.ts';

import { raiseEpoch, withOrganisation, withOrganisationSql } from '../tenancy.ts';

/** A registered fact: the version now in force, and since when. */
export interface RegisteredFact {
  /** `date` of the IP database, `version` of the catalogue. */
  [name: string]: unknown;
  inForceSince: string;
  /** Every organisation's epoch has risen since. */
  isAnnounced: boolean;
}

/**
 * Registers what this process brings in place of what is registered, if `isNewer` says so; of several processes at
 * once one after the other.
 *
 * @returns the facts as they are registered now
 */
export async function registerFact(
  database: Database,
  key: 'ip-database' | 'catalogue',
  value: Record<string, unknown>,
  isNewer: (registered: RegisteredFact) => boolean,
  now: Date,
): Promise<RegisteredFact> {
  const client = await database.pool.connect();
  try {
    await client.query('BEGIN');
    await client.query(`SELECT pg_advisory_xact_lock(hashtextextended('server-facts', 0))`);
    const { rows } = await client.query<{ value: RegisteredFact }>('SELECT value FROM server_facts WHERE key = $1', [
      key,
    ]);
    const registered = rows[0]?.value;
    const fact: RegisteredFact =
      registered && !isNewer(registered)
        ? registered
        : { ...value, inForceSince: now.toISOString(), isAnnounced: false };
    if (fact !== registered) {
      await client.query(
        `INSERT INTO server_facts (key, value, updated_at) VALUES ($1, $2, $3)
         ON CONFLICT (key) DO UPDATE SET value = excluded.value, updated_at = excluded.updated_at`,
        [key, JSON.stringify(fact), now],
      );
    }
    await client.query('COMMIT');
    return fact;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

/** Reads a registered fact. */
export async function readFact(
  database: Database,
  key: 'ip-database' | 'catalogue',
): Promise<RegisteredFact | undefined> {
  const { rows } = await database.pool.query<{ value: RegisteredFact }>(
    'SELECT value FROM server_facts WHERE key = $1',
    [key],
  );
  return rows[0]?.value;
}

/** Notes that every organisation's epoch has risen since these facts were registered. */
export async function markAnnounced(database: Database, keys: readonly string[]): Promise<void> {
  await database.pool.query(
    `UPDATE server_facts SET value = value || '{"isAnnounced": true}' WHERE key = ANY ($1::text[])`,
    [keys],
  );
}

/** Raises the epoch of one organisation because of something that concerns all: see {@link raiseEpoch}. */
export async function raiseEpochOf(database: Database, organisationId: string, now: Date): Promise<void> {
  await withOrganisation(database, organisationId, (tx) => raiseEpoch(tx, organisationId, now));
}

/**
 * Raises the epoch for policy versions that come into force, at their exact instant, one instant at a time.
 *
 * @returns whether one was due
 */
export function raiseDueEpoch(database: Database, organisationId: string, now: Date): Promise<boolean> {
  return withOrganisationSql(database, organisationId, async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [organisationId]);
    const { rowCount } = await tx.query(
      `UPDATE organisations o SET rules_epoch = rules_epoch + 1, epoch_at = greatest(epoch_at, next_epoch_at), next_epoch_at =
         (SELECT min(v.effective_from) FROM policy_versions v
          WHERE v.organisation_id = o.id AND v.published_at IS NOT NULL AND v.effective_from > o.next_epoch_at)
       WHERE id = $1 AND next_epoch_at <= $2`,
      [organisationId, now],
    );
    return rowCount === 1;
  });
}
