import type { ReducedSections } from '@cordon/contract';
import type { ReportSection } from '@cordon/policy';
import { collectionRuleOf } from '../../devices/collection-rule.ts';
import type { KnownDevice } from '../../devices/device-directory.ts';

/** A payload without the sections that the organisation does not collect. */
export interface ReducedPayload {
  bytes: Buffer;
  /** Section → epoch of the rule that left it out. */
  reduced: ReducedSections;
}

/**
 * Leaves out what the organisation does not collect from this ownership class, before anything is stored. The signature
 * can then no longer be checked again; the marks say so.
 *
 * @returns undefined if nothing in this payload is to be left out
 */
export function reducePayload(
  payload: Readonly<Record<string, unknown>>,
  device: Pick<KnownDevice, 'settings' | 'ownership' | 'rulesEpoch'>,
): ReducedPayload | undefined {
  const excluded = Object.entries(collectionRuleOf(device))
    .filter(([section, collected]) => collected === 'none' && payload[section] !== undefined)
    .map(([section]) => section as ReportSection);
  if (excluded.length === 0) return undefined;
  const kept = Object.fromEntries(
    Object.entries(payload).filter(([name]) => !excluded.includes(name as ReportSection)),
  );
  const reduced = Object.fromEntries(excluded.map((section) => [section, device.rulesEpoch])) as ReducedSections;
  return { bytes: Buffer.from(JSON.stringify(kept)), reduced };
}
