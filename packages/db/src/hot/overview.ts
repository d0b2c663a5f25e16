import type { Database } from '../database.ts';
import { type SqlTx, withOrganisationSql } from '../tenancy.ts';
import { sumFleetCounts, WHOLE_ORGANISATION } from './fleet-counts.ts';

/** Units to count in for one permission; `undefined`: all of the organisation; `null`: the caller may not know. */
export type CountScope = readonly string[] | undefined | null;

export interface OverviewScopes {
  devices: readonly string[] | undefined;
  findings: CountScope;
  advisories: CountScope;
  enrolmentTokens: CountScope;
}

export interface OverviewRows {
  devices: DeviceCountRow[];
  /** Active devices that have not reported yet. */
  neverReported: number;
  /** Active devices that reported within the last hour, to ten minutes. */
  reportedLastHour: number;
  units: { unitId: string; unitName: string; devices: number; nonCompliant: number; compliant: number }[];
  statuses: { status: string; findings: number }[];
  devicesWithFindings: number;
  rules: RuleCountRow[];
  countries: { country: string; devices: number; findings: number; categories: string[] }[];
  noticesNotAcknowledged: number | null;
  tokensEndingSoon: number | null;
}

/** Devices of one state, verdict and vendor. */
export interface DeviceCountRow {
  state: string;
  verdict: string;
  vendor: string | null;
  devices: number;
}

export interface RuleCountRow {
  policyName: string;
  ruleId: string;
  ruleType: string;
  /** Highest severity, by its place in {@link SEVERITIES}. */
  severity: number;
  findings: number;
  devices: number;
}

const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'];

// In every statement $1 is the organisation and $2 the units to count in, or null.
const IN_SCOPE = '($2::uuid[] IS NULL OR d.unit_id = ANY ($2::uuid[]))';

// From the counts, exact: what is added up and what is not yet. $3 is the unit of zeros, which stands for them all.
const UNITS = `
  SELECT c.unit_id AS "unitId", u.name AS "unitName", sum(c.devices)::int AS devices,
         coalesce(sum(c.devices) FILTER (WHERE split_part(c.item, ' ', 2) = 'non-compliant'), 0)::int AS "nonCompliant",
         coalesce(sum(c.devices) FILTER (WHERE split_part(c.item, ' ', 2) = 'compliant'), 0)::int AS compliant
  FROM (SELECT d.unit_id, d.item, d.devices FROM fleet_counts d
          WHERE d.organisation_id = $1 AND d.kind = 'device' AND d.unit_id <> $3 AND ${IN_SCOPE}
        UNION ALL
        SELECT d.unit_id, d.item, d.delta FROM fleet_changes d WHERE d.organisation_id = $1 AND d.kind = 'device' AND ${IN_SCOPE}) c
  JOIN units u ON u.id = c.unit_id
  WHERE c.item >= 'active ' AND c.item < 'active!'
  GROUP BY 1, 2 HAVING sum(c.devices) > 0 ORDER BY 4 DESC, 3 DESC, 2 LIMIT 10`;

const UNRESOLVED = `
  FROM findings f JOIN devices d ON d.id = f.device_id
  WHERE f.organisation_id = $1 AND d.state <> 'retired' AND ${IN_SCOPE}`;

const STATUSES = `SELECT f.status, count(*)::int AS findings ${UNRESOLVED} AND f.status IN ('open', 'in-grace', 'waived') GROUP BY 1`;

const DEVICES_WITH_FINDINGS = `SELECT count(DISTINCT f.device_id)::int AS devices ${UNRESOLVED} AND f.status IN ('open', 'in-grace')`;

const RULES = `
  SELECT f.policy_name AS "policyName", f.rule_id AS "ruleId", f.rule_type AS "ruleType",
         max(array_position($3::text[], f.severity))::int AS severity,
         count(*)::int AS findings, count(DISTINCT f.device_id)::int AS devices
  ${UNRESOLVED} AND f.status IN ('open', 'in-grace') GROUP BY 1, 2, 3 ORDER BY 6 DESC, 4 DESC, 1, 2 LIMIT 10`;

// A subject of an egress rule is `<destination>:<data category>`; "any" is no category.
const COUNTRIES = `
  SELECT e.country, count(DISTINCT e.device_id)::int AS devices, count(DISTINCT e.id)::int AS findings,
         array_remove(array_agg(DISTINCT e.category), 'any') AS categories
  FROM (SELECT f.device_id, f.id, regexp_replace(f.subject, '^.*:', '') AS category, item -> 'place' ->> 'country' AS country
        FROM findings f JOIN devices d ON d.id = f.device_id,
             LATERAL jsonb_array_elements(CASE jsonb_typeof(f.evidence) WHEN 'array' THEN f.evidence ELSE '[]' END) item
        WHERE f.organisation_id = $1 AND d.state <> 'retired' AND ${IN_SCOPE}
          AND f.status IN ('open', 'in-grace') AND f.rule_type = 'egress') e
  WHERE e.country IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, 3 DESC, 1 LIMIT 20`;

const NOTICES = `
  SELECT count(*)::int AS count FROM advisories d
  WHERE d.organisation_id = $1 AND ${IN_SCOPE} AND d.kind = 'notice' AND d.state = 'open'
    AND NOT EXISTS (SELECT FROM acknowledgements k WHERE k.organisation_id = d.organisation_id AND k.advisory_id = d.id)`;

const TOKENS = `
  SELECT count(*)::int AS count FROM enrolment_tokens d
  WHERE d.organisation_id = $1 AND ${IN_SCOPE} AND d.revoked_at IS NULL AND d.uses < d.max_uses
    AND d.expires_at > $3::timestamptz AND d.expires_at <= $3::timestamptz + interval '7 days'`;

/** Counts the fleet by set-based SQL in one short transaction. */
export async function countOverview(
  database: Database,
  organisationId: string,
  scopes: OverviewScopes,
  now: Date,
): Promise<OverviewRows> {
  return withOrganisationSql(database, organisationId, async (tx) => {
    const count = async <Row>(sql: string, scope: CountScope, ...more: unknown[]): Promise<Row[]> =>
      scope === null ? [] : rowsOf<Row>(tx, sql, [organisationId, scope ?? null, ...more]);
    const single = async (sql: string, scope: CountScope, ...more: unknown[]): Promise<number | null> =>
      (await count<{ count: number }>(sql, scope, ...more))[0]?.count ?? null;
    const withFindings = await count<{ devices: number }>(DEVICES_WITH_FINDINGS, scopes.findings);
    return {
      ...(await countDevices(tx, organisationId, scopes.devices, now)),
      units: await count(UNITS, scopes.devices, WHOLE_ORGANISATION),
      statuses: await count(STATUSES, scopes.findings),
      devicesWithFindings: withFindings[0]?.devices ?? 0,
      rules: await count(RULES, scopes.findings, SEVERITIES),
      countries: await count(COUNTRIES, scopes.findings),
      noticesNotAcknowledged: await single(NOTICES, scopes.advisories),
      tokensEndingSoon: await single(TOKENS, scopes.enrolmentTokens, now),
    };
  });
}

const TEN_MINUTES_MS = 600_000;

async function countDevices(
  tx: SqlTx,
  organisationId: string,
  unitIds: readonly string[] | undefined,
  now: Date,
): Promise<Pick<OverviewRows, 'devices' | 'neverReported' | 'reportedLastHour'>> {
  const counts = await sumFleetCounts(tx, organisationId, 'device', unitIds);
  const reported = await sumFleetCounts(tx, organisationId, 'reported', unitIds);
  const hourAgo = Math.floor((now.getTime() - 6 * TEN_MINUTES_MS) / TEN_MINUTES_MS);
  const recent = [...reported].filter(([tenMinutes]) => Number(tenMinutes) >= hourAgo);
  return {
    devices: [...counts].map(([item, devices]) => {
      const [state = '', verdict = '', vendor = ''] = item.split(' ');
      return { state, verdict, vendor: vendor === '-' ? null : vendor, devices };
    }),
    neverReported: reported.get('never') ?? 0,
    reportedLastHour: recent.reduce((total, [, devices]) => total + devices, 0),
  };
}

/** The severity that {@link RuleCountRow} tells by its place. */
export function severityAt(place: number): string {
  return SEVERITIES[place - 1] ?? 'info';
}

async function rowsOf<Row>(tx: SqlTx, sql: string, values: unknown[]): Promise<Row[]> {
  const { rows } = await tx.query(sql, values);
  return rows as Row[];
}
