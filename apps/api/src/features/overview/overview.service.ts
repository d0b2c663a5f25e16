import {
  DeviceStateName,
  type Overview,
  type OverviewFindings,
  type Permission,
  RuleTypeName,
  SeverityName,
  VerdictName,
} from '@cordon/contract';
import { type CountScope, countOverview, type OverviewRows, severityAt } from '@cordon/db';
import type { Deps } from '../../deps.ts';
import type { Operator } from '../../plugins/operator.ts';
import { iso } from '../../resources/instants.ts';

export type OverviewDeps = Pick<Deps, 'database' | 'clock' | 'placeDatabaseDate'>;

/** Counts what the caller may see; each number within the units on which the caller holds the permission it needs. */
export async function showOverview(deps: OverviewDeps, operator: Operator): Promise<Overview> {
  const now = deps.clock.now();
  const scopes = {
    devices: operator.unitScope('devices:read'),
    findings: scopeOf(operator, 'findings:read'),
    advisories: scopeOf(operator, 'advisories:read'),
    enrolmentTokens: scopeOf(operator, 'enrolment-tokens:read'),
  };
  const rows = await countOverview(deps.database, operator.organisationId, scopes, now);
  const active = rows.devices.filter((row) => row.state === 'active');
  const sum = (among: OverviewRows['devices'], member: 'devices' | 'neverReported' | 'reportedLastHour') =>
    among.reduce((total, row) => total + row[member], 0);
  const inState = (state: string) => rows.devices.filter((row) => row.state === state);
  return {
    countedAt: iso(now),
    devices: tally(DeviceStateName.options, (state) => sum(inState(state), 'devices')),
    verdicts: tally(VerdictName.options, (verdict) =>
      sum(
        active.filter((row) => row.verdict === verdict),
        'devices',
      ),
    ),
    vendors: rows.vendors.map(({ vendor, devices, nonCompliant }) => ({ vendor, devices, nonCompliant })),
    units: rows.units.map(({ unitId, unitName, ...counts }) => ({
      unit: { id: unitId, name: operator.canOn('units:read', unitId) ? unitName : null },
      ...counts,
    })),
    reportedLastHour: sum(active, 'reportedLastHour'),
    findings: scopes.findings === null ? null : toFindings(rows),
    attention: {
      noticesNotAcknowledged: rows.noticesNotAcknowledged,
      pendingDevices: sum(inState('pending'), 'devices'),
      neverReported: sum(active, 'neverReported'),
      tokensEndingSoon: rows.tokensEndingSoon,
      placeDatabaseDate: deps.placeDatabaseDate ?? null,
    },
  };
}

function scopeOf(operator: Operator, permission: Permission): CountScope {
  return operator.can(permission) ? operator.unitScope(permission) : null;
}

function tally<Name extends string>(names: readonly Name[], countOf: (name: Name) => number): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, countOf(name)])) as Record<Name, number>;
}

function toFindings(rows: OverviewRows): OverviewFindings {
  const withStatus = (status: string) => rows.statuses.find((row) => row.status === status)?.findings ?? 0;
  return {
    open: withStatus('open'),
    inGrace: withStatus('in-grace'),
    waived: withStatus('waived'),
    devices: rows.devicesWithFindings,
    byRule: rows.rules.map((row) => ({
      ...row,
      ruleType: RuleTypeName.parse(row.ruleType),
      severity: SeverityName.parse(severityAt(row.severity)),
    })),
    byCountry: rows.countries,
  };
}
