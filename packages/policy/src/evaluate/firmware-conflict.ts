import type { AppFacts } from '../facts.ts';
import { vendorsOfFirmwarePackage } from '../matching/identify-packages.ts';
import { isKin } from './kin.ts';
import { draftEvidence, type EvidenceDraft } from './outcome.ts';
import type { Run } from './run.ts';
import { appsOfInterest, type ReportView } from './view.ts';

/** So many of another make's core packages are no accident; fewer may be a licensed app. */
const MINIMUM_PACKAGES = 2;
const MAX_NAMED = 5;

interface SystemPackage {
  index: number;
  name: string;
}

/**
 * The firmware of another vendor than the device says it is of: two of that vendor's core packages, or one where a
 * complete list of apps has none of its own vendor's.
 */
export function findFirmwareConflict(run: Run): { subject: string; evidence: EvidenceDraft } | undefined {
  const { view } = run;
  if (!view?.apps) return undefined;
  const own = run.hardware?.vendors ?? [];
  const found = firmwareByVendor(view);
  const foreign = [...found].filter(([key]) => !isKin(key, own, run));
  const least = foreign.length < found.size || !isOwnFirmwareExpected(run, view, own) ? MINIMUM_PACKAGES : 1;
  const [first] = foreign
    .filter(([, packages]) => packages.length >= least)
    .sort(([, [a]], [, [b]]) => (nameOf(a) < nameOf(b) ? -1 : 1));
  return first && conflictOf(first, own);
}

/** Core packages among the system packages, each once and in order of name, by the vendor whose firmware has them. */
function firmwareByVendor(view: ReportView): Map<string, SystemPackage[]> {
  const names = new Map<string, number>();
  for (const index of appsOfInterest(view)) {
    const app = view.apps?.[index] as AppFacts;
    if (app.system === true && !names.has(app.package)) names.set(app.package, index);
  }
  const found = new Map<string, SystemPackage[]>();
  for (const name of [...names.keys()].sort()) {
    for (const key of vendorsOfFirmwarePackage(view.catalogue, name)) {
      found.set(key, [...(found.get(key) ?? []), { index: names.get(name) ?? 0, name }]);
    }
  }
  return found;
}

/** Whether its own vendor's core packages would show, were they there. */
function isOwnFirmwareExpected({ compiled }: Run, view: ReportView, own: readonly string[]): boolean {
  return (
    view.reduced.apps === undefined &&
    own.some((key) => (compiled.catalogue.vendors.get(key)?.firmwarePackages ?? []).length > 0)
  );
}

function nameOf(found: SystemPackage | undefined): string {
  return found?.name ?? '';
}

function conflictOf(
  [vendor, packages]: [string, SystemPackage[]],
  own: readonly string[],
): { subject: string; evidence: EvidenceDraft } {
  const [first] = packages;
  const observed = { package: nameOf(first), system: true };
  const matched = [
    { condition: 'vendor', value: vendor },
    ...packages.slice(0, MAX_NAMED).map(({ name }) => ({ condition: 'package', value: name })),
  ];
  const pointer = `/apps/${first?.index ?? 0}`;
  const evidence = draftEvidence(pointer, observed, { vendors: own }, matched, `vendor:${vendor}`);
  return { subject: 'system-packages', evidence };
}
