import type { Database } from '../database.ts';
import { type SqlTx, withOrganisationSql } from '../tenancy.ts';
import { type FleetSums, readCountedAt, sumFleetCounts, sumFleetKinds, WHOLE_ORGANISATION } from './fleet-counts.ts';

/** Units to count in for one permission; `undefined`: all of the organisation; `null`: the caller may not know. */
export type CountScope = readonly string[] | undefined | null;

export interface OverviewScopes {
  devices: readonly string[] | undefined;
  findings: CountScope;
  advisories: CountScope;
  enrolmentTokens: CountScope;
  apiTokens: CountScope;
}

export interface OverviewRows {
  devices: DeviceCountRow[];
  /** Active devices that have not reported yet. */
  neverReported: number;
  /** Active devices that reported within the last hour, to ten minutes. */
  reportedLastHour: number;
  units: { unitId: string; unitName: string; devices: number; nonCompliant: number; compliant: number }[];
  statuses: ReadonlyMap<string, number>;
  devicesWithFindings: number;
  rules: RuleCountRow[];
  findingVendors: { vendor: string | null; findings: number; devices: number }[];
  countries: { country: string; devices: number; findings: number; categories: string[] }[];
  /** Instant up to which all that changed is counted. */
  countedAt: Date;
  noticesNotAcknowledged: number | null;
  tokensEndingSoon: number | null;
  apiTokensEndingSoon: number | null;
  /** Devices with an open finding of a freshness rule. */
  silentDevices: number | null;
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
  /** The highest among its findings. */
  severity: string;
  findings: number;
  devices: number;
}

const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'];

// In every statement $1 is the organisation and $2 the units to count in, or null.
const IN_SCOPE = '($2::uuid[] IS NULL OR d.unit_id = ANY ($2::uuid[]))';

// From the counts, exact: what is added up and what is not yet. $3 is the unit of zeros, which stands for them all.
const UNITS = `
  SELECT t.unit_id AS "unitId", u.name AS "unitName", t.devices, t.failing AS "nonCompliant", t.compliant FROM (
    SELECT c.unit_id, sum(c.devices)::int AS devices,
           coalesce(sum(c.devices) FILTER (WHERE c.item >= 'active non-compliant ' AND c.item < 'active non-compliant!'), 0)::int AS failing,
           coalesce(sum(c.devices) FILTER (WHERE c.item >= 'active compliant ' AND c.item < 'active compliant!'), 0)::int AS compliant
    FROM (SELECT d.unit_id, d.item, d.devices FROM fleet_counts d
            WHERE d.organisation_id = $1 AND d.kind = 'device' AND d.unit_id <> $3 AND ${IN_SCOPE}
          UNION ALL
          SELECT d.unit_id, d.item, d.delta FROM fleet_changes d WHERE d.organisation_id = $1 AND d.kind = 'device' AND ${IN_SCOPE}) c
    WHERE c.item >= 'active ' AND c.item < 'active!'
    GROUP BY 1 HAVING sum(c.devices) > 0) t
  JOIN units u ON u.id = t.unit_id ORDER BY t.compliant::float8 / t.devices, t.devices DESC, 2, 1 LIMIT 10`;

const NOTICES = `
  SELECT count(*)::int AS count FROM advisories d
  WHERE d.organisation_id = $1 AND ${IN_SCOPE} AND d.kind = 'notice' AND d.state = 'open'
    AND NOT EXISTS (SELECT FROM acknowledgements k WHERE k.organisation_id = d.organisation_id AND k.advisory_id = d.id)`;

const TOKENS = `
  SELECT count(*)::int AS count FROM enrolment_tokens d
  WHERE d.organisation_id = $1 AND ${IN_SCOPE} AND d.revoked_at IS NULL AND d.uses < d.max_uses
    AND d.expires_at > $3::timestamptz AND d.expires_at <= $3::timestamptz + interval '7 days'`;

const API_TOKENS = `
  SELECT count(*)::int AS count FROM api_tokens d
  WHERE d.organisation_id = $1 AND ${IN_SCOPE} AND d.revoked_at IS NULL
    AND d.expires_at > $3::timestamptz AND d.expires_at <= $3::timestamptz + interval '7 days'`;

// A device may be silent by several rules, and non-compliant besides. The index findings_silent has them all.
const SILENT = `
  SELECT count(DISTINCT f.device_id)::int AS count FROM findings f
  WHERE f.organisation_id = $1 AND f.rule_type = 'freshness' AND f.status = 'open'
    AND ($2::uuid[] IS NULL OR EXISTS (SELECT FROM devices d WHERE d.id = f.device_id AND d.unit_id = ANY ($2::uuid[])))`;

/** Reads the fleet in numbers, whatever its size: from its counts, and what is small from its rows. */
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
    return {
      ...(await countDevices(tx, organisationId, scopes.devices, now)),
      units: await count(UNITS, scopes.devices, WHOLE_ORGANISATION),
      ...countFindings(
        scopes.findings === null ? new Map() : await sumFleetKinds(tx, organisationId, FINDING_KINDS, scopes.findings),
      ),
      countedAt: await readCountedAt(tx, organisationId, now),
      noticesNotAcknowledged: await single(NOTICES, scopes.advisories),
      tokensEndingSoon: await single(TOKENS, scopes.enrolmentTokens, now),
      apiTokensEndingSoon: await single(API_TOKENS, scopes.apiTokens, now),
      silentDevices: await single(SILENT, scopes.findings),
    };
  });
}

/**
 * How many active devices have each verdict at present.
 *
 * @param unitIds units to count in; `undefined`: the whole organisation
 */
export function countDeviceVerdicts(
  database: Database,
  organisationId: string,
  unitIds: readonly string[] | undefined,
): Promise<Map<string, number>> {
  return withOrganisationSql(database, organisationId, async (tx) => {
    const sums = await sumFleetCounts(tx, organisationId, 'device', unitIds);
    const verdicts = new Map<string, number>();
    for (const [item, devices] of sums) {
      const [state, verdict = ''] = item.split(' ');
      if (state === 'active') verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + devices);
    }
    return verdicts;
  });
}

const TEN_MINUTES_MS = 600_000;

async function countDevices(
  tx: SqlTx,
  organisationId: string,
  unitIds: readonly string[] | undefined,
  now: Date,
): Promise<Pick<OverviewRows, 'devices' | 'neverReported' | 'reportedLastHour'>> {
  const sums = await sumFleetKinds(tx, organisationId, ['device', 'reported'], unitIds);
  const counts = sums.get('device') ?? new Map<string, number>();
  const reported = sums.get('reported') ?? new Map<string, number>();
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

const FINDING_KINDS = [
  'finding',
  'failing',
  'rule',
  'rule-device',
  'vendor',
  'vendor-device',
  'country',
  'country-device',
  'country-category',
];
const MAX_RULES = 10;
const MAX_VENDORS = 10;
const MAX_COUNTRIES = 20;

function countFindings(
  sums: FleetSums,
): Pick<OverviewRows, 'statuses' | 'devicesWithFindings' | 'rules' | 'findingVendors' | 'countries'> {
  const of = (kind: string) => sums.get(kind) ?? new Map<string, number>();
  return {
    statuses: of('finding'),
    devicesWithFindings: of('failing').get('device') ?? 0,
    rules: toRules(of('rule'), of('rule-device')),
    findingVendors: toVendors(of('vendor'), of('vendor-device')),
    countries: toCountries(of('country'), of('country-device'), [...of('country-category').keys()]),
  };
}

function toRules(findings: ReadonlyMap<string, number>, devices: ReadonlyMap<string, number>): RuleCountRow[] {
  const bySeverity = [...findings].map(([item, count]) => {
    const [policyName = '', ruleId = '', ruleType = '', severity = ''] = JSON.parse(item) as string[];
    return { policyName, ruleId, ruleType, severity, count };
  });
  const rules = [...devices].map(([item, count]): RuleCountRow => {
    const [policyName = '', ruleId = '', ruleType = ''] = JSON.parse(item) as string[];
    const own = bySeverity.filter((row) => row.policyName === policyName && row.ruleId === ruleId);
    const place = Math.max(0, ...own.map((row) => SEVERITIES.indexOf(row.severity)));
    const total = own.reduce((sum, row) => sum + row.count, 0);
    return { policyName, ruleId, ruleType, severity: SEVERITIES[place] ?? 'info', findings: total, devices: count };
  });
  const rank = (row: RuleCountRow) => SEVERITIES.indexOf(row.severity);
  const name = (row: RuleCountRow) => `${row.policyName} ${row.ruleId}`;
  rules.sort((a, b) => b.devices - a.devices || rank(b) - rank(a) || name(a).localeCompare(name(b)));
  return rules.slice(0, MAX_RULES);
}

function toVendors(
  findings: ReadonlyMap<string, number>,
  devices: ReadonlyMap<string, number>,
): OverviewRows['findingVendors'] {
  const vendors = [...devices].map(([item, count]) => ({
    vendor: item === '-' ? null : item,
    findings: findings.get(item) ?? 0,
    devices: count,
  }));
  vendors.sort(
    (a, b) => b.devices - a.devices || b.findings - a.findings || (a.vendor ?? '').localeCompare(b.vendor ?? ''),
  );
  return vendors.slice(0, MAX_VENDORS);
}

function toCountries(
  findings: ReadonlyMap<string, number>,
  devices: ReadonlyMap<string, number>,
  categories: readonly string[],
): OverviewRows['countries'] {
  const countries = [...devices].map(([country, count]) => ({
    country,
    devices: count,
    findings: findings.get(country) ?? 0,
    categories: categories
      .filter((item) => item.startsWith(`${country} `))
      .map((item) => item.slice(country.length + 1))
      .sort(),
  }));
  countries.sort((a, b) => b.devices - a.devices || b.findings - a.findings || a.country.localeCompare(b.country));
  return countries.slice(0, MAX_COUNTRIES);
}

async function rowsOf<Row>(tx: SqlTx, sql: string, values: unknown[]): Promise<Row[]> {
  const { rows } = await tx.query(sql, values);
  return rows as Row[];
}
