import { AppliesTo } from '../document.ts';
import { type Fault, warningAt } from '../fault.ts';

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

/** Faults of `spec.appliesTo`: exceptions that take back everything, and platforms that no device is known to report. */
export function lintScope(document: unknown): Fault[] {
  const spec = (document as { spec?: { appliesTo?: unknown } } | null)?.spec;
  const parsed = AppliesTo.safeParse(spec?.appliesTo);
  if (!parsed.success) return [];
  const path = ['spec', 'appliesTo'];
  const { units, groups, platforms, except } = parsed.data;
  const unknown = (platforms ?? []).flatMap((platform, index) =>
    KNOWN_PLATFORMS.has(platform)
      ? []
      : [warningAt([...path, 'platforms', index], `"${platform}" is not a system that devices are known to report`)],
  );
  return [...unknown, ...takenBack('units', units, except?.units), ...takenBack('groups', groups, except?.groups)];
}

function takenBack(
  kind: string,
  included: readonly string[] | undefined,
  excepted: readonly string[] | undefined,
): Fault[] {
  if (!included || !excepted) return [];
  const taken = new Set(excepted);
  if (!included.every((key) => taken.has(key))) return [];
  return [
    {
      pointer: `/spec/appliesTo/except/${kind}`,
      message: `excepts every one of appliesTo.${kind}: the policy would apply to no device`,
      severity: 'error',
    },
  ];
}
