import type { Database } from '../database.ts';
import { withOrganisationSql } from '../tenancy.ts';

/** A device by one of its names. */
export interface VerdictKey {
  deviceId?: string;
  serialNumber?: string;
  imei?: string;
}

/** The stored verdict of one device. */
export interface VerdictLookupRow {
  deviceId: string;
  /** pending | active | retired */
  deviceState: string;
  verdict: string;
  reasons: { code: string; policyName?: string; ruleId?: string; subject?: string }[];
  judgedAt: Date | null;
  nextChangeAt: Date | null;
  policies: { name: string; version: number }[];
  /** A timed change of the verdict is due. */
  isDue: boolean;
  /** Judged under older rules than those in force. */
  isBehind: boolean;
}

export interface VerdictLookupResult {
  /** One for each key, in the same order; `undefined`: no such device. */
  rows: (VerdictLookupRow | undefined)[];
  /** Verdict → allow | deny. */
  decisionTable: Record<string, 'allow' | 'deny'>;
}

const KEYS = [
  ['deviceId', 'device'],
  ['serialNumber', 'serial'],
  ['imei', 'imei'],
] as const;

// `asked` resolves each key by a primary key: ids by `devices`, serial numbers and IMEIs by `device_identifiers`.
const LOOKUP = `
  WITH asked AS (
    SELECT k.ord, CASE WHEN k.kind = 'device' THEN k.value::uuid ELSE
      (SELECT i.device_id FROM device_identifiers i WHERE i.organisation_id = $1 AND i.kind = k.kind AND i.value = k.value) END AS device_id
    FROM unnest($2::text[], $3::text[]) WITH ORDINALITY AS k (kind, value, ord)
  )
  SELECT a.ord::int AS ord, s.device_id AS "deviceId", s.device_state AS "deviceState", s.verdict, s.reasons, s.judged_at AS "judgedAt",
         s.next_change_at AS "nextChangeAt", coalesce(s.citations -> 'policies', '[]'::jsonb) AS policies,
         s.device_state = 'active' AND coalesce(s.next_change_at <= $4, false) AS "isDue",
         s.device_state = 'active' AND s.judged_epoch < o.rules_epoch AS "isBehind"
  FROM asked a JOIN device_state s ON s.device_id = a.device_id JOIN organisations o ON o.id = $1
  WHERE $5::uuid[] IS NULL OR s.unit_id = ANY ($5::uuid[])`;

/**
 * Reads the stored verdicts of up to 500 devices in one round of SQL. Serial numbers and IMEIs name devices that are not
 * retired.
 *
 * @param scope ids of the units to look in; `undefined`: all
 */
export async function lookUpVerdicts(
  database: Database,
  organisationId: string,
  keys: readonly VerdictKey[],
  scope: readonly string[] | undefined,
  now: Date,
): Promise<VerdictLookupResult> {
  const named = keys.map(nameOf);
  return withOrganisationSql(database, organisationId, async (tx) => {
    const organisation = await tx.query<{ decision_table: VerdictLookupResult['decisionTable'] }>(
      'SELECT decision_table FROM organisations WHERE id = $1',
      [organisationId],
    );
    const { rows } = await tx.query<VerdictLookupRow & { ord: number }>(LOOKUP, [
      organisationId,
      named.map(([kind]) => kind),
      named.map(([, value]) => value),
      now,
      scope ?? null,
    ]);
    const byOrdinal = new Map(rows.map(({ ord, ...row }) => [ord, row]));
    return {
      rows: keys.map((_, index) => byOrdinal.get(index + 1)),
      decisionTable: organisation.rows[0]?.decision_table ?? {},
    };
  });
}

function nameOf(key: VerdictKey): [kind: string, value: string] {
  for (const [member, kind] of KEYS) {
    const value = key[member];
    if (value !== undefined) return [kind, value];
  }
  throw new TypeError('a verdict is looked up by deviceId, serialNumber or imei');
}
