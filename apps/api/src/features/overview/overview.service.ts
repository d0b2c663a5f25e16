import {
  DeviceStateName,
  type Overview,
  type OverviewFindings,
  type Permission,
  RuleTypeName,
  SeverityName,
  VerdictName,
} from '@cordon/contract';
import { type CountScope, countOverview, type DeviceCountRow, type OverviewRows } from '@cordon/db';
import { isPlaceDatabaseOld } from '@cordon/runtime';
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
    apiTokens: scopeOf(operator, 'api-tokens:read'),
  };
  const rows = await countOverview(deps.database, operator.organisationId, scopes, now);
  const active = rows.devices.filter((row) => row.state === 'active');
  const inState = (state: string) => rows.devices.filter((row) => row.state === state);
  return {
    countedAt: iso(rows.countedAt),
    devices: tally(DeviceStateName.options, (state) => sum(inState(state))),
    verdicts: tally(VerdictName.options, (verdict) => sum(active.filter((row) => row.verdict === verdict))),
    vendors: toVendors(active),
    units: rows.units.map(({ unitId, unitName, ...counts }) => ({
      unit: { id: unitId, name: operator.canOn('units:read', unitId) ? unitName : null },
      ...counts,
    })),
    reportedLastHour: rows.reportedLastHour,
    findings: scopes.findings === null ? null : toFindings(rows),
    attention: {
      noticesNotAcknowledged: rows.noticesNotAcknowledged,
      pendingDevices: sum(inState('pending')),
      neverReported: rows.neverReported,
      tokensEndingSoon: rows.tokensEndingSoon,
      apiTokensEndingSoon: rows.apiTokensEndingSoon,
      silentDevices: rows.silentDevices,
      placeDatabaseDate: deps.placeDatabaseDate ?? null,
      isPlaceDatabaseOld: isPlaceDatabaseOld(deps.placeDatabaseDate, now),
    },
  };
}

function sum(rows: readonly DeviceCountRow[]): number {
  return rows.reduce((total, row) => total + row.devices, 0);
}

const MAX_VENDORS = 10;

function toVendors(active: readonly DeviceCountRow[]): Overview['vendors'] {
  const vendors = [...new Set(active.map((row) => row.vendor))].map((vendor) => {
    const own = active.filter((row) => row.vendor === vendor);
    return { vendor, devices: sum(own), nonCompliant: sum(own.filter((row) => row.verdict === 'non-compliant')) };
  });
  const inOrder = vendors.sort(
    (a, b) =>
      b.nonCompliant - a.nonCompliant || b.devices - a.devices || (a.vendor ?? '').localeCompare(b.vendor ?? ''),
  );
  return inOrder.slice(0, MAX_VENDORS);
}

function scopeOf(operator: Operator, permission: Permission): CountScope {
  return operator.can(permission) ? operator.unitScope(permission) : null;
}

function tally<Name extends string>(names: readonly Name[], countOf: (name: Name) => number): Record<Name, number> {
  return Object.fromEntries(names.map((name) => [name, countOf(name)])) as Record<Name, number>;
}

function toFindings(rows: OverviewRows): OverviewFindings {
  const withStatus = (status: string) => rows.statuses.get(status) ?? 0;
  return {
    open: withStatus('open'),
    inGrace: withStatus('in-grace'),
    waived: withStatus('waived'),
    devices: rows.devicesWithFindings,
    byRule: rows.rules.map((row) => ({
      ...row,
      ruleType: RuleTypeName.parse(row.ruleType),
      severity: SeverityName.parse(row.severity),
    })),
    byVendor: rows.findingVendors,
    byCountry: rows.countries,
  };
}
