import type { DeviceFacts } from '../facts.ts';
import type { EvaluationContext, ReportedIdentity } from '../types.ts';

const MAX_BUILDS = 20;
const MAX_IMEIS = 8;

/** The identity after the report being judged, with the conflicts confirmed so far; in re-judging and without a report, the one that is known. */
export function nextIdentity(
  { report, identity, mode }: EvaluationContext,
  confirmed: readonly string[],
): ReportedIdentity | undefined {
  if (!report || (mode === 'rejudge' && identity)) {
    return identity && identity.confirmed !== confirmed && confirmed.length > 0 ? { ...identity, confirmed } : identity;
  }
  const { device } = report.facts;
  return {
    manufacturer: device.manufacturer,
    brand: device.brand,
    model: device.model,
    product: device.product,
    serialNumber: device.serialNumber ?? identity?.serialNumber,
    imei: mergeImei(identity?.imei, device.imei),
    builds: nextBuilds(identity?.builds ?? [], device, report.validAt),
    confirmed: confirmed.length > 0 ? confirmed : undefined,
  };
}

/** A device may report only some of its IMEIs: those known before stay while one set holds the other. */
function mergeImei(
  known: readonly string[] | undefined,
  reported: readonly string[] | undefined,
): string[] | undefined {
  if (!reported?.length) return known && [...known];
  if (!known) return [...new Set(reported)].sort();
  const larger = isSubset(reported, known) ? known : reported;
  return [...new Set(larger)].sort().slice(0, MAX_IMEIS);
}

/** Whether every entry of `part` is in `whole`. */
export function isSubset(part: readonly string[], whole: readonly string[]): boolean {
  return part.every((entry) => whole.includes(entry));
}

function nextBuilds(
  known: ReportedIdentity['builds'],
  device: DeviceFacts,
  validAt: number,
): ReportedIdentity['builds'] {
  const build = device.os.build;
  if (build === undefined || build === null || known.some((entry) => entry.build === build)) return [...known];
  return [...known, { build, firstReportedAt: validAt }].slice(-MAX_BUILDS);
}
