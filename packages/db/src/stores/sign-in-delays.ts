import type { Database } from '../database.ts';

/** How fast attempts under one key may follow each other. */
export interface DelayRule {
  /** Keyed hash: no personal data. */
  key: Uint8Array;
  /** Failures that cost nothing; from then on the delay doubles, from one second. */
  free: number;
  maxSeconds: number;
}

/** After so long without a failure a key starts anew. */
const FORGET_MS = 24 * 3_600_000;

/**
 * Counts an attempt before its password is looked at, so that a thousand parallel guesses are not all taken for the
 * first. A refused attempt is not counted: hammering does not make the wait longer.
 *
 * @returns seconds to wait before the next attempt; `undefined`: go ahead
 */
export async function reserveAttempt(
  database: Database,
  rules: readonly DelayRule[],
  now: Date,
): Promise<number | undefined> {
  const client = await database.pool.connect();
  try {
    await client.query('BEGIN');
    const keys = rules.map((rule) => rule.key);
    await client.query(
      `INSERT INTO sign_in_delays (key, failures, not_before, updated_at)
       SELECT k, 0, $2::timestamptz, $2::timestamptz FROM unnest($1::bytea[]) AS k ORDER BY k ON CONFLICT DO NOTHING`,
      [keys, now],
    );
    const { rows } = await client.query<{ key: Buffer; failures: number; not_before: Date; updated_at: Date }>(
      'SELECT * FROM sign_in_delays WHERE key = ANY ($1) ORDER BY key FOR UPDATE',
      [keys],
    );
    const waitMs = Math.max(0, ...rows.map((row) => row.not_before.getTime() - now.getTime()));
    for (const rule of waitMs > 0 ? [] : rules) {
      const row = rows.find((candidate) => candidate.key.equals(rule.key));
      const isForgotten = row === undefined || now.getTime() - row.updated_at.getTime() > FORGET_MS;
      const failures = (isForgotten ? 0 : row.failures) + 1;
      const notBefore = new Date(now.getTime() + delaySeconds(rule, failures) * 1_000);
      await client.query('UPDATE sign_in_delays SET failures = $2, not_before = $3, updated_at = $4 WHERE key = $1', [
        rule.key,
        failures,
        notBefore,
        now,
      ]);
    }
    await client.query('COMMIT');
    return waitMs > 0 ? Math.ceil(waitMs / 1_000) : undefined;
  } catch (error) {
    await client.query('ROLLBACK').catch(() => undefined);
    throw error;
  } finally {
    client.release();
  }
}

function delaySeconds(rule: DelayRule, failures: number): number {
  return failures <= rule.free ? 0 : Math.min(rule.maxSeconds, 2 ** Math.min(30, failures - rule.free - 1));
}

/**
 * Takes back what {@link reserveAttempt} counted, after a right password.
 *
 * @param ended keys that start anew (the account's)
 * @param eased keys that lose this attempt alone (the address's: one right password says nothing of the other guesses)
 */
export async function easeDelays(
  database: Database,
  ended: readonly Uint8Array[],
  eased: readonly Uint8Array[],
  now: Date,
): Promise<void> {
  await database.pool.query('DELETE FROM sign_in_delays WHERE key = ANY ($1)', [ended]);
  await database.pool.query(
    'UPDATE sign_in_delays SET failures = greatest(0, failures - 1), not_before = least(not_before, $2) WHERE key = ANY ($1)',
    [eased, now],
  );
}

/** Forgets keys without a failure for a day; some at a time, at each sign-in. */
export async function forgetOldDelays(database: Database, now: Date): Promise<void> {
  await database.pool.query(
    'DELETE FROM sign_in_delays WHERE key IN (SELECT key FROM sign_in_delays WHERE updated_at < $1 ORDER BY updated_at LIMIT 100)',
    [new Date(now.getTime() - FORGET_MS)],
  );
}
