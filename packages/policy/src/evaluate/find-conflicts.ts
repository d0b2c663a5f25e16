import { identifyVendorsByField } from '../matching/identify-vendors.ts';
import type { EvaluationContext } from '../types.ts';
import { findFirmwareConflict } from './firmware-conflict.ts';
import { isSubset } from './identity.ts';
import { isKin } from './kin.ts';
import { draftEvidence, type EvidenceDraft } from './outcome.ts';
import type { Run } from './run.ts';

const DAY_MS = 86_400_000;

/** A contradiction in what a device says of itself. */
export interface Conflict {
  subject: string;
  evidence: EvidenceDraft;
}

type Detector = (run: Run) => Conflict | undefined;

/** Contradictions that a report shows by itself, or the server has counted; and those against earlier reports. */
const STANDING: readonly Detector[] = [
  ({ context }) => sequenceConflict(context),
  stringConflict,
  findFirmwareConflict,
  allocationConflict,
];
const CHANGES: readonly Detector[] = [serialNumberChange, modelChange, imeiChange, makeChange];

/**
 * The contradictions in what a device says of itself, for each subject at most one. Total: a detector that an input
 * breaks is counted in `failed` and stops no other.
 */
export function findConflicts(run: Run): { conflicts: Conflict[]; failed: number } {
  const conflicts: Conflict[] = [];
  let failed = 0;
  const ask = (detector: Detector): void => {
    try {
      const conflict = detector(run);
      if (conflict) conflicts.push(conflict);
    } catch {
      failed += 1;
    }
  };
  STANDING.forEach(ask);
  if (run.context.mode === 'new' && run.context.identity && run.view) CHANGES.forEach(ask);
  return { conflicts, failed };
}

function sequenceConflict({ sequenceConflicts, now }: EvaluationContext): Conflict | undefined {
  if (sequenceConflicts.length < 2) return undefined;
  const recent = sequenceConflicts.filter((at) => at > now - DAY_MS && at <= now).sort((a, b) => a - b);
  if (recent.length < 2) return undefined;
  const observed = { sequenceConflicts: recent.slice(-2).map((at) => new Date(at).toISOString()) };
  const matched = [{ condition: 'sequence-conflicts', value: String(recent.length) }];
  return { subject: 'sequence', evidence: draftEvidence('', observed, { sequenceConflictsWithinADay: 1 }, matched) };
}

/** The strings of one report name different makes. */
function stringConflict({ context, compiled }: Run): Conflict | undefined {
  const device = context.report?.facts.device;
  if (!device) return undefined;
  const { byField, hasConflict } = compiled.index.identify(device);
  if (!hasConflict) return undefined;
  const matched = Object.entries(byField).flatMap(([field, keys]) =>
    keys.map((key: string) => ({ condition: field, value: key })),
  );
  const { manufacturer, brand, model, product } = device;
  const observed = { manufacturer, brand, model, product };
  return { subject: 'vendor', evidence: draftEvidence('/device', observed, { vendors: 1 }, matched) };
}

/** An imported table says that an IMEI was allocated to another maker. */
function allocationConflict(run: Run): Conflict | undefined {
  const { allocatedMakerOf, report } = run.context;
  const own = run.hardware?.vendors ?? [];
  if (!allocatedMakerOf || own.length === 0) return undefined;
  for (const [index, imei] of (report?.facts.device.imei ?? []).entries()) {
    const maker = allocatedMakerOf(imei);
    if (maker === undefined) continue;
    const vendors = identifyVendorsByField(run.compiled.catalogue, { manufacturer: maker, model: '' }).manufacturer;
    if (vendors.length === 0 || vendors.some((key) => isKin(key, own, run))) continue;
    const matched = [{ condition: 'allocated-to', value: vendors[0] ?? maker }];
    const evidence = draftEvidence(`/device/imei/${index}`, { imei, maker }, { vendors: own }, matched);
    return { subject: 'type-allocation', evidence };
  }
  return undefined;
}

function serialNumberChange({ context }: Run): Conflict | undefined {
  const reported = context.report?.facts.device.serialNumber;
  return changed('serial-number', '/device/serialNumber', context.identity?.serialNumber, reported);
}

function modelChange({ context }: Run): Conflict | undefined {
  return changed('model', '/device/model', context.identity?.model, context.report?.facts.device.model);
}

function changed(
  subject: string,
  pointer: string,
  before: string | undefined,
  reported: string | undefined,
): Conflict | undefined {
  if (before === undefined || reported === undefined || before === reported) return undefined;
  if (normalise(before) === normalise(reported)) return undefined;
  const matched = [{ condition: subject, value: reported }];
  return { subject, evidence: draftEvidence(pointer, { before, reported }, before, matched) };
}

function normalise(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ').toLowerCase();
}

/** A device may tell only some of its IMEIs: it is a change if neither what it told before nor what it tells now holds the other. */
function imeiChange({ context }: Run): Conflict | undefined {
  const before = context.identity?.imei ?? [];
  const reported = context.report?.facts.device.imei ?? [];
  if (isSubset(reported, before) || isSubset(before, reported)) return undefined;
  const observed = { before: [...before].sort(), reported: [...new Set(reported)].sort() };
  const matched = [{ condition: 'imei', value: observed.reported.join(',') }];
  return { subject: 'imei', evidence: draftEvidence('/device/imei', observed, observed.before, matched) };
}

function makeChange(run: Run): Conflict | undefined {
  const { identity, report } = run.context;
  if (!identity || !report) return undefined;
  const before = run.compiled.index.identify(identity).vendors;
  const reported = run.hardware?.vendors ?? [];
  if (before.length === 0 || reported.length === 0 || reported.some((key) => isKin(key, before, run))) return undefined;
  const matched = [{ condition: 'vendor', value: reported[0] ?? '' }];
  return { subject: 'make', evidence: draftEvidence('/device', { before, reported }, { vendors: before }, matched) };
}
