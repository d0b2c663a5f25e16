import type { SqlTx } from '../tenancy.ts';

/** What decides which policies apply to a device, and what is collected from it. */
export interface DevicePolicyScope {
  /** Keys of its unit and of every unit above. */
  unitKeys: string[];
  groups: string[];
  ownership: 'issued' | 'personal' | 'dependant';
  formFactor: string | null;
  platform: string;
  enrolledAt: Date;
  rulesEpoch: number;
  /** OrganisationSettings. */
  settings: unknown;
  /** Public signing keys of the organisation that are in use, oldest first. */
  publicKeys: Record<string, unknown>[];
}

/** Reads it in one statement. */
export async function readDevicePolicyScope(
  tx: SqlTx,
  organisationId: string,
  deviceId: string,
): Promise<DevicePolicyScope | undefined> {
  const { rows } = await tx.query(
    `SELECT d.groups, d.ownership, d.form_factor AS "formFactor", d.os_name AS platform, d.enrolled_at AS "enrolledAt",
            o.rules_epoch AS "rulesEpoch", o.settings,
            ARRAY(SELECT a.key FROM units u JOIN units a ON a.organisation_id = u.organisation_id AND a.id = ANY (u.path) WHERE u.id = d.unit_id) AS "unitKeys",
            ARRAY(SELECT k.public_jwk FROM organisation_keys k WHERE k.organisation_id = $1 AND k.purpose = 'signing'
                  AND k.retired_at IS NULL ORDER BY k.created_at) AS "publicKeys"
     FROM devices d JOIN organisations o ON o.id = d.organisation_id WHERE d.organisation_id = $1 AND d.id = $2`,
    [organisationId, deviceId],
  );
  const row = rows[0];
  return row && ({ ...row, rulesEpoch: Number(row.rulesEpoch) } as DevicePolicyScope);
}
