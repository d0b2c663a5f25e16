import type { NotEvaluated, Ownership, ReportedIdentity, Verdict, VerdictReason } from '@cordon/policy';
import type { SqlTx } from '../tenancy.ts';
import { together } from '../together.ts';

/** The judged state of a device as it stands, locked. */
export interface LockedState {
  deviceId: string;
  verdict: Verdict;
  reasons: VerdictReason[];
  notEvaluated: NotEvaluated[];
  verdictSince: Date;
  judgedEpoch: number;
  nextChangeAt: Date | null;
  citations: Record<string, unknown>;
  identity: ReportedIdentity | null;
  lastReportId: string | null;
  lastSeq: number | null;
  lastReceivedAt: Date | null;
  lastValidAt: Date | null;
  previousReceivedAt: Date | null;
  previousValidAt: Date | null;
}

/**
 * Locks the states of these devices until the transaction ends, always in the order of their ids so that two batches
 * cannot wait for each other. Only active devices are judged; the others are left out.
 *
 * @param options `skipLocked`: leave out what another worker is judging at this moment
 */
export async function lockDeviceStates(
  tx: SqlTx,
  deviceIds: readonly string[],
  options: { skipLocked?: boolean } = {},
): Promise<LockedState[]> {
  const { rows } = await tx.query(
    `SELECT device_id AS "deviceId", verdict, reasons, not_evaluated AS "notEvaluated", verdict_since AS "verdictSince",
            judged_epoch AS "judgedEpoch", next_change_at AS "nextChangeAt", citations, identity,
            last_report_id AS "lastReportId", last_seq AS "lastSeq", last_received_at AS "lastReceivedAt",
            last_valid_at AS "lastValidAt", previous_received_at AS "previousReceivedAt", previous_valid_at AS "previousValidAt"
     FROM device_state WHERE device_id = ANY ($1::uuid[]) AND device_state = 'active'
     ORDER BY device_id FOR UPDATE ${options.skipLocked ? 'SKIP LOCKED' : ''}`,
    [deviceIds],
  );
  return rows.map((row) => ({
    ...row,
    judgedEpoch: Number(row.judgedEpoch),
    lastSeq: row.lastSeq === null ? null : Number(row.lastSeq),
  }));
}

/** Where a device stands in its organisation, and what is known of it apart from its reports. */
export interface DeviceScope {
  deviceId: string;
  unitId: string;
  /** Units from the root to the device's own, ids and keys in the same order. */
  unitPath: string[];
  unitKeys: string[];
  personId: string | null;
  personName: string | null;
  ownership: Ownership;
  groups: string[];
  enrolledAt: Date;
  scopeChangedAt: Date | null;
  manufacturer: string;
  brand: string | null;
  model: string;
  product: string | null;
  formFactor: string | null;
  serialNumber: string | null;
  imei: string[];
  osName: string;
  osVersion: string;
  osBuild: string | null;
  /** ISO date. */
  securityPatch: string | null;
  vendor: string | null;
  searchText: string;
}

/** Reads the scope of each of these devices. */
export async function readDeviceScopes(tx: SqlTx, deviceIds: readonly string[]): Promise<Map<string, DeviceScope>> {
  const { rows } = await tx.query<DeviceScope>(
    `SELECT d.id AS "deviceId", d.unit_id AS "unitId", u.path AS "unitPath",
            ARRAY(SELECT x.key FROM unnest(u.path) WITH ORDINALITY AS p (id, ord) JOIN units x ON x.id = p.id ORDER BY p.ord) AS "unitKeys",
            d.person_id AS "personId", p.name AS "personName", d.ownership, d.groups, d.enrolled_at AS "enrolledAt",
            d.scope_changed_at AS "scopeChangedAt", d.manufacturer, d.brand, d.model, d.product, d.form_factor AS "formFactor",
            d.serial_number AS "serialNumber", d.imei, d.os_name AS "osName", d.os_version AS "osVersion", d.os_build AS "osBuild",
            to_char(d.security_patch, 'YYYY-MM-DD') AS "securityPatch", d.vendor, d.search_text AS "searchText"
     FROM devices d JOIN units u ON u.id = d.unit_id LEFT JOIN people p ON p.id = d.person_id
     WHERE d.id = ANY ($1::uuid[])`,
    [deviceIds],
  );
  return new Map(rows.map((row) => [row.deviceId, row]));
}

/** Facts of a device as its last judged report gives them. */
export type ReportedFacts = Pick<
  DeviceScope,
  | 'deviceId'
  | 'manufacturer'
  | 'brand'
  | 'model'
  | 'product'
  | 'formFactor'
  | 'osName'
  | 'osVersion'
  | 'osBuild'
  | 'securityPatch'
  | 'vendor'
  | 'searchText'
>;

const FACT_COLUMNS = [
  ['manufacturer', 'manufacturer', 'text'],
  ['brand', 'brand', 'text'],
  ['model', 'model', 'text'],
  ['product', 'product', 'text'],
  ['formFactor', 'form_factor', 'text'],
  ['osName', 'os_name', 'text'],
  ['osVersion', 'os_version', 'text'],
  ['osBuild', 'os_build', 'text'],
  ['securityPatch', 'security_patch', 'date'],
  ['vendor', 'vendor', 'text'],
  ['searchText', 'search_text', 'text'],
] as const;

/** Writes what devices say of themselves; call it with those whose facts changed. Serial number and IMEI stay as enrolled. */
export async function updateReportedFacts(tx: SqlTx, facts: readonly ReportedFacts[]): Promise<void> {
  if (facts.length === 0) return;
  const assignments = FACT_COLUMNS.map(([, column]) => `${column} = v.${column}`).join(', ');
  const parameters = FACT_COLUMNS.map(([, , type], index) => `$${index + 2}::${type}[]`).join(', ');
  const own = tx.query(
    `UPDATE devices d SET ${assignments}
     FROM unnest($1::uuid[], ${parameters}) AS v (id, ${FACT_COLUMNS.map(([, column]) => column).join(', ')})
     WHERE d.id = v.id`,
    [facts.map((fact) => fact.deviceId), ...FACT_COLUMNS.map(([member]) => facts.map((fact) => fact[member]))],
  );
  const vendors = tx.query(
    `UPDATE device_state s SET vendor = v.vendor FROM unnest($1::uuid[], $2::text[]) AS v (id, vendor)
     WHERE s.device_id = v.id AND s.vendor IS DISTINCT FROM v.vendor`,
    [facts.map((fact) => fact.deviceId), facts.map((fact) => fact.vendor)],
  );
  await together([own, vendors]);
}

/** Server times of sequence conflicts by a valid key since an instant, by device (policy.md, Evaluation 9). */
export async function readSequenceConflicts(
  tx: SqlTx,
  deviceIds: readonly string[],
  since: Date,
): Promise<Map<string, number[]>> {
  const { rows } = await tx.query<{ device_id: string; at: Date }>(
    'SELECT device_id, at FROM sequence_conflicts WHERE device_id = ANY ($1::uuid[]) AND at > $2 ORDER BY device_id, at LIMIT 20000',
    [deviceIds, since],
  );
  const byDevice = new Map<string, number[]>();
  for (const row of rows) {
    const known = byDevice.get(row.device_id);
    if (known) known.push(row.at.getTime());
    else byDevice.set(row.device_id, [row.at.getTime()]);
  }
  return byDevice;
}
