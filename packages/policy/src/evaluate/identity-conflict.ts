import { hashCanonical } from '../language/hash.ts';
import { vendorsOfSystemPackage } from '../matching/identify-packages.ts';
import { identifyVendorsByField, isVendorConflict } from '../matching/identify-vendors.ts';
import type { EvaluationContext, Evidence, FindingState, ReportedIdentity } from '../types.ts';
import { isSubset } from './identity.ts';
import { appOf, compact } from './observed.ts';
import type { EvidenceDraft } from './outcome.ts';
import type { Run } from './run.ts';

/** Names of the one rule that is built in: no policy turns it off, no waiver covers it. */
export const BUILT_IN_POLICY = 'cordon';
export const IDENTITY_CONFLICT = 'identity-conflict';

const DAY_MS = 86_400_000;
const MAX_CONFIRMED = 50;

interface Conflict {
  subject: string;
  evidence: EvidenceDraft;
}

/** A contradiction in what a device says of itself, for each subject at most one. */
export function findConflicts(run: Run): Conflict[] {
  const { context } = run;
  const conflicts = [sequenceConflict(context)];
  if (context.report) {
    conflicts.push(stringConflict(run), systemPackageConflict(run), ...allocationConflicts(run));
    if (context.mode === 'new') conflicts.push(...changes(run));
  }
  return conflicts.filter((conflict) => conflict !== undefined);
}

function sequenceConflict({ sequenceConflicts, now }: EvaluationContext): Conflict | undefined {
  const recent = sequenceConflicts.filter((at) => at > now - DAY_MS && at <= now).sort((a, b) => a - b);
  if (recent.length < 2) return undefined;
  const observed = { sequenceConflicts: recent.slice(0, 2).map((at) => new Date(at).toISOString()) };
  return {
    subject: 'sequence',
    evidence: {
      pointer: '',
      observed,
      expected: { sequenceConflictsWithinADay: 1 },
      matched: [{ condition: 'sequence-conflicts', value: String(recent.length) }],
    },
  };
}

/** The strings of one report name different makes. */
function stringConflict({ context, compiled }: Run): Conflict | undefined {
  const device = context.report?.facts.device;
  if (!device) return undefined;
  const fields = identifyVendorsByField(compiled.catalogue, device);
  if (!isVendorConflict(compiled.catalogue, fields)) return undefined;
  const matched = Object.entries(fields).flatMap(([field, keys]) =>
    keys.map((key: string) => ({ condition: field, value: key })),
  );
  const { manufacturer, brand, model, product } = device;
  return {
    subject: 'vendor',
    evidence: {
      pointer: '/device',
      observed: compact({ manufacturer, brand, model, product }),
      expected: { vendors: 1 },
      matched,
    },
  };
}

/** A system package that only another vendor's devices have. */
function systemPackageConflict({ context, compiled, hardware }: Run): Conflict | undefined {
  const own = hardware?.vendors ?? [];
  const apps = context.report?.facts.apps ?? [];
  let best: { index: number; vendor: string; name: string } | undefined;
  for (const [index, app] of apps.entries()) {
    if (app.system !== true || (best && best.name <= app.package)) continue;
    const vendors = vendorsOfSystemPackage(compiled.catalogue, app.package);
    if (vendors.length > 0 && !vendors.some((key) => isKin(key, own, compiled.catalogue.vendors)))
      best = { index, vendor: vendors[0] ?? '', name: app.package };
  }
  const app = best && apps[best.index];
  if (!best || !app) return undefined;
  const { package: name, system } = appOf(app);
  return {
    subject: 'system-packages',
    evidence: {
      pointer: `/apps/${best.index}`,
      observed: { package: name, system },
      expected: { vendors: own },
      catalogueEntry: `vendor:${best.vendor}`,
      matched: [
        { condition: 'vendor', value: best.vendor },
        { condition: 'package', value: best.name },
      ],
    },
  };
}

function isKin(key: string, own: readonly string[], vendors: Run['compiled']['catalogue']['vendors']): boolean {
  return own.some(
    (mine) => mine === key || vendors.get(mine)?.related?.includes(key) || vendors.get(key)?.related?.includes(mine),
  );
}

/** An imported table says that the IMEI was allocated to another maker. */
function allocationConflicts({ context, compiled, hardware }: Run): Conflict[] {
  const { allocatedMakerOf, report } = context;
  const own = hardware?.vendors ?? [];
  if (!allocatedMakerOf || own.length === 0) return [];
  for (const [index, imei] of (report?.facts.device.imei ?? []).entries()) {
    const maker = allocatedMakerOf(imei);
    if (maker === undefined) continue;
    const vendors = identifyVendorsByField(compiled.catalogue, { manufacturer: maker, model: '' }).manufacturer;
    if (vendors.length === 0 || vendors.some((key) => isKin(key, own, compiled.catalogue.vendors))) continue;
    const evidence = {
      pointer: `/device/imei/${index}`,
      observed: { imei, maker },
      expected: { vendors: own },
      matched: [{ condition: 'allocated-to', value: vendors[0] ?? maker }],
    };
    return [{ subject: 'type-allocation', evidence }];
  }
  return [];
}

/** What a device says of itself, against what it said before. */
function changes({ context, compiled }: Run): (Conflict | undefined)[] {
  const before = context.identity;
  const device = context.report?.facts.device;
  if (!before || !device) return [];
  return [
    changed('serial-number', '/device/serialNumber', before.serialNumber, device.serialNumber),
    changed('model', '/device/model', before.model, device.model),
    imeiChange(before, device.imei),
    makeChange(before, device, compiled),
  ];
}

function changed(
  subject: string,
  pointer: string,
  before: string | undefined,
  reported: string | undefined,
): Conflict | undefined {
  if (before === undefined || reported === undefined || normalise(before) === normalise(reported)) return undefined;
  return {
    subject,
    evidence: {
      pointer,
      observed: { before, reported },
      expected: before,
      matched: [{ condition: subject, value: reported }],
    },
  };
}

function normalise(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

function imeiChange(before: ReportedIdentity, reported: readonly string[] | undefined): Conflict | undefined {
  if (!before.imei?.length || !reported?.length) return undefined;
  if (isSubset(reported, before.imei) || isSubset(before.imei, reported)) return undefined;
  const observed = { before: [...before.imei].sort(), reported: [...new Set(reported)].sort() };
  return {
    subject: 'imei',
    evidence: {
      pointer: '/device/imei',
      observed,
      expected: observed.before,
      matched: [{ condition: 'imei', value: observed.reported.join(',') }],
    },
  };
}

function makeChange(
  before: ReportedIdentity,
  device: { manufacturer: string; brand?: string; model: string; product?: string },
  compiled: Run['compiled'],
): Conflict | undefined {
  const was = compiled.index.identify(before).vendors;
  const is = compiled.index.identify(device).vendors;
  if (was.length === 0 || is.length === 0 || is.some((key) => isKin(key, was, compiled.catalogue.vendors)))
    return undefined;
  return {
    subject: 'make',
    evidence: {
      pointer: '/device',
      observed: { before: was, reported: is },
      expected: { vendors: was },
      matched: [{ condition: 'vendor', value: is[0] ?? '' }],
    },
  };
}

/** Marks a conflict with these very values as confirmed, so that it does not open again. */
function confirmationKey(subject: string, observed: unknown): string {
  return `${subject}:${hashCanonical(observed).slice(0, 32)}`;
}

/** Confirmations known after this evaluation: those carried, and those of findings confirmed since. */
export function confirmedConflicts(
  identity: ReportedIdentity | undefined,
  findings: readonly FindingState[],
): string[] {
  const fresh = findings
    .filter(({ ruleType, resolvedReason }) => ruleType === 'identity' && resolvedReason === 'confirmed')
    .flatMap(({ subject, evidence }) => evidence.map((piece) => confirmationKey(subject, piece.observed)));
  return [...new Set([...(identity?.confirmed ?? []), ...fresh])].slice(-MAX_CONFIRMED);
}

/**
 * Findings of `identity-conflict`. They open on a contradiction, gather evidence of others, and are resolved by an
 * administrator's confirmation alone (or by enrolling anew), both of which are done outside an evaluation.
 */
export function foldIdentity(
  previous: readonly FindingState[],
  run: Run,
  confirmed: readonly string[],
): FindingState[] {
  const accepted = new Set(confirmed);
  const conflicts = new Map(
    findConflicts(run)
      .filter(({ subject, evidence }) => !accepted.has(confirmationKey(subject, evidence.observed)))
      .map((conflict) => [conflict.subject, conflict]),
  );
  const folded = previous.map((finding) => {
    const conflict = conflicts.get(finding.subject);
    conflicts.delete(finding.subject);
    return conflict ? addConflict(finding, conflict, run) : finding;
  });
  return [...folded, ...[...conflicts.values()].map((conflict) => openConflict(conflict, run))];
}

function stamp({ evidence }: Conflict, { context, build }: Run): Evidence {
  const { report } = context;
  return {
    reportId: report?.id ?? '',
    observedAt: report?.validAt ?? context.now,
    ...evidence,
    ...(build === undefined ? {} : { build }),
  };
}

function openConflict(conflict: Conflict, run: Run): FindingState {
  const { report, now } = run.context;
  return {
    policyName: BUILT_IN_POLICY,
    ruleId: IDENTITY_CONFLICT,
    ruleType: 'identity',
    subject: conflict.subject,
    status: 'open',
    severity: 'critical',
    firstSeen: report?.receivedAt ?? now,
    lastSeen: report?.validAt ?? now,
    reopened: 0,
    evidence: [stamp(conflict, run)],
    advice: 'contact-security-officer',
    policyVersion: 0,
  };
}

/** New values are added to an open conflict and reopen a confirmed one; the same values again change nothing. */
function addConflict(finding: FindingState, conflict: Conflict, run: Run): FindingState {
  const key = confirmationKey(conflict.subject, conflict.evidence.observed);
  const isKnown = finding.evidence.some((piece) => confirmationKey(finding.subject, piece.observed) === key);
  if (isKnown && finding.status !== 'resolved') return finding;
  const { resolvedAt: _at, resolvedReason, ...rest } = finding;
  const piece = stamp(conflict, run);
  const evidence = isKnown ? finding.evidence : [piece, ...finding.evidence].slice(0, 5);
  return {
    ...rest,
    status: 'open',
    lastSeen: Math.max(finding.lastSeen, piece.observedAt),
    evidence,
    reopened: finding.reopened + (resolvedReason ? 1 : 0),
  };
}
