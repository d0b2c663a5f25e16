import { compareVersions } from '../../matching/versions.ts';
import { parseConstraint } from '../constraint.ts';
import { type Fault, type PathPart, shorten, warningAt } from '../fault.ts';
import type { OsEntry } from '../rules/os.ts';
import type { LintContext, Located, SoundRule } from './context.ts';
import { areEveryAddress } from './network-covers.ts';
import type { Sound } from './sound-parts.ts';

/** Warnings for what a rule asks and no device can fail. */
export function lintNever(context: LintContext): Fault[] {
  return context.rules.flatMap((rule) => [
    ...lintPlatforms(rule, context),
    ...lintVersions(rule),
    ...lintEverywhere(rule),
    ...lintPackages(rule),
  ]);
}

const NEVER = 'can never fail: ';

/** What is asked of systems that the policy is not for. Minimums beside one that applies are shared with other policies. */
function lintPlatforms({ path, value: { os } }: Located<SoundRule>, { appliesTo, isWhole }: LintContext): Fault[] {
  const platforms = appliesTo?.platforms;
  if (!os || !platforms || !isWhole(platforms)) return [];
  const isOther = (platform: string): boolean => !platforms.includes(platform);
  const tell = (platform: string, place: PathPart[]): Fault =>
    warningAt([...path, 'os', ...place], `${NEVER}appliesTo.platforms does not have ${platform}`);
  const minimum = Object.keys(os.minimum ?? {});
  return [
    ...(minimum.every(isOther) ? minimum.map((platform) => tell(platform, ['minimum', platform])) : []),
    ...(os.deny ?? []).flatMap(({ platform }, index) =>
      platform !== undefined && isOther(platform) ? [tell(platform, ['deny', index, 'platform'])] : [],
    ),
  ];
}

function lintVersions({ path, value: { os } }: Located<SoundRule>): Fault[] {
  const minimum = os?.minimum ?? {};
  return [
    ...Object.entries(minimum).flatMap(([platform, least]) =>
      isZero(least)
        ? [warningAt([...path, 'os', 'minimum', platform], `${NEVER}no version is lower than ${least}`)]
        : [],
    ),
    ...(os?.deny ?? []).flatMap((entry, index) => lintDeniedVersion(entry, minimum, [...path, 'os', 'deny', index])),
  ];
}

function lintDeniedVersion(
  { version, platform }: Sound<OsEntry>,
  minimum: Readonly<Record<string, string | undefined>>,
  path: PathPart[],
): Fault[] {
  const constraint = version === undefined ? undefined : parseConstraint(version);
  if (!constraint) return [];
  const { operator, operand } = constraint;
  if (operator === '<' && isZero(operand))
    return [warningAt([...path, 'version'], `${NEVER}no version is lower than 0`)];
  const least = platform === undefined ? undefined : minimum[platform];
  const order = least === undefined ? undefined : compareVersions(operand, least);
  if (operator.startsWith('>') || order === undefined) return [];
  return order < 0 || (order === 0 && operator === '<')
    ? [warningAt(path, `adds nothing: by minimum, ${platform} below ${least} fails already`)]
    : [];
}

function isZero(version: string | undefined): boolean {
  return version !== undefined && /^0+(?:\.0+)*$/.test(version);
}

/** An address is in one of two families: where both are allowed whole, everything is. */
function lintEverywhere({ path, value: { egress } }: Located<SoundRule>): Fault[] {
  const { networks } = egress?.allow ?? {};
  const isEverything = networks !== undefined && areEveryAddress(networks);
  return isEverything ? [warningAt([...path, 'egress', 'allow', 'networks'], `${NEVER}allows every address`)] : [];
}

/** Of Android packages and Apple's bundles: letters, digits, `_` and `-`, in parts set off by single dots. */
const POSSIBLE_NAME = /^[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*$/;

function lintPackages({ path, value: { app } }: Located<SoundRule>): Fault[] {
  const lists = { deny: app?.deny ?? [], allowOnly: app?.allowOnly ?? [], pin: app?.pin ?? [] };
  return Object.entries(lists).flatMap(([kind, list]) =>
    list.flatMap((entry: { package?: string | undefined; publisher?: string | undefined }, index) =>
      (['package', 'publisher'] as const).flatMap((field) => {
        const name = entry[field];
        if (name === undefined || POSSIBLE_NAME.test(field === 'package' ? name : name.slice(0, -1))) return [];
        return [
          warningAt([...path, 'app', kind, index, field], `can never match: "${shorten(name)}" is no package name`),
        ];
      }),
    ),
  );
}
