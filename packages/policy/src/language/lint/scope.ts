import { errorAt, type Fault, warningAt } from '../fault.ts';
import type { LintContext } from './context.ts';

const KNOWN_PLATFORMS: ReadonlySet<string> = new Set([
  'android',
  'ios',
  'ipados',
  'harmonyos',
  'windows',
  'macos',
  'linux',
  'kaios',
  'tizen',
  'sailfish',
  'grapheneos',
  'lineageos',
  'chromeos',
  'watchos',
  'wearos',
]);

/** A name in `spec.appliesTo` that the organisation may have or not. */
export interface ScopeReference {
  kind: 'unit' | 'group' | 'device';
  key: string;
  pointer: string;
}

/** Every unit, group and device that a scope names, also where other parts of the document are at fault. */
export function scopeReferences(appliesTo: LintContext['appliesTo']): ScopeReference[] {
  const { units, groups, except } = appliesTo ?? {};
  const list = (kind: ScopeReference['kind'], keys: readonly string[] | undefined, path: string): ScopeReference[] =>
    (keys ?? []).flatMap((key, index) => ({ kind, key, pointer: `/spec/appliesTo/${path}/${index}` }));
  return [
    ...list('unit', units, 'units'),
    ...list('group', groups, 'groups'),
    ...list('unit', except?.units, 'except/units'),
    ...list('group', except?.groups, 'except/groups'),
    ...list('device', except?.devices, 'except/devices'),
  ];
}

/** Faults of `spec.appliesTo`: exceptions that take back everything, and platforms that no device is known to report. */
export function lintScope({ appliesTo, hints, isWhole }: LintContext): Fault[] {
  const { units, groups, platforms, except } = appliesTo ?? {};
  const unknown = (platforms ?? []).flatMap((platform, index) => {
    if (KNOWN_PLATFORMS.has(platform)) return [];
    const message = `"${platform}" is not a system that devices are known to report${hints.at(platform, KNOWN_PLATFORMS)}`;
    return [warningAt(['spec', 'appliesTo', 'platforms', index], message)];
  });
  const isTaken = (included: readonly string[] | undefined, excepted: readonly string[] | undefined): boolean => {
    if (!included || !excepted || !isWhole(included)) return false;
    const taken = new Set(excepted);
    return included.length > 0 && included.every((key) => taken.has(key));
  };
  const takenBack = (kind: string): Fault =>
    errorAt(
      ['spec', 'appliesTo', 'except', kind],
      `excepts every one of appliesTo.${kind}: the policy would apply to no device`,
    );
  return [
    ...unknown,
    ...(isTaken(units, except?.units) ? [takenBack('units')] : []),
    ...(isTaken(groups, except?.groups) ? [takenBack('groups')] : []),
  ];
}
