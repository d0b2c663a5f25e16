import type { InventoryMark } from '@cordon/db';
import { createOutline, extendOutline, type FindingState, type Outline, shownNames } from '@cordon/policy';
import type { DeviceCase } from './device-case.ts';

/** What a device's outline is from now on. */
export interface OutlineChange {
  outline: Buffer | null;
  /** Made from the last report and the evidence kept, without what was shown before. */
  isAnew?: boolean;
}

/**
 * How judging changes the outline of what a device showed (docs/adr/0011-concerns-and-outlines.md). It grows with what
 * new reports show, and is made anew when it has become too full to tell anything.
 *
 * @param findings of the device after judging
 * @param isNew whether the reports show anything that was not noted yet
 * @returns `undefined` if it stays
 */
export function outlineChange(
  { reports, last }: Pick<DeviceCase, 'reports' | 'last'>,
  findings: readonly FindingState[],
  mark: InventoryMark | undefined,
  isNew: boolean,
): OutlineChange | undefined {
  const latest = reports.at(-1) ?? last;
  if (!latest) return undefined;
  const known = mark?.outline ?? null;
  // Newer rules are not evaluated on a section that was left out: each of them concerns the device.
  if (Object.keys(latest.reduced ?? {}).length > 0) return known === null ? undefined : { outline: null };
  const makeAnew = () => ({ outline: bytesOf(createOutline(shownNames([latest.facts], findings))), isAnew: true });
  if (known === null) return makeAnew();
  if (!isNew) return undefined;
  const facts = reports.map((report) => report.facts);
  const extended = extendOutline(known, shownNames(facts, []));
  if (extended === known) return undefined;
  return extended ? { outline: bytesOf(extended) } : makeAnew();
}

function bytesOf(outline: Outline): Buffer {
  return Buffer.from(outline.buffer, outline.byteOffset, outline.byteLength);
}
