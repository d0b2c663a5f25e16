import { normaliseHost } from '../../matching/host.ts';
import { compareVersions } from '../../matching/versions.ts';
import { parseConstraint, satisfies } from '../constraint.ts';
import { errorAt, type Fault, type PathPart } from '../fault.ts';
import type { AppEntry } from '../rules/app.ts';
import type { Destinations } from '../rules/egress.ts';
import type { LintContext, Located, SoundRule } from './context.ts';
import type { Sound } from './sound-parts.ts';

/** Where something is allowed or required, to be held against where it is denied or forbidden. */
interface Claim {
  key: string;
  ruleId: string;
  path: PathPart[];
}

/** Faults of rules that cannot all be met: the same thing allowed and denied, required and forbidden, pinned and banned. */
export function lintContradictions({ rules, isWhole }: LintContext): Fault[] {
  return [
    ...lintEgress(rules.filter(({ value }) => value.egress && isWhole(value.egress))),
    ...contradict(
      rules.flatMap((rule) => appsAllowed(rule, isWhole)),
      rules.flatMap((rule) => appsDenied(rule, isWhole)),
      'allows',
    ),
    ...contradict(
      rules.flatMap((rule) => postureClaims(rule, 'require')),
      rules.flatMap((rule) => postureClaims(rule, 'forbid')),
      'requires',
    ),
    ...rules.flatMap((rule) => lintMinimum(rule, isWhole)),
  ];
}

/** A fault at every denial of something that a claim allows. */
function contradict(allowed: readonly Claim[], denied: readonly Claim[], verb: string): Fault[] {
  const byKey = new Map(allowed.map((claim) => [claim.key, claim]));
  return denied.flatMap(({ key, path }) => {
    const other = byKey.get(key);
    return other ? [errorAt(path, `contradicts rule "${other.ruleId}", which ${verb} the same`)] : [];
  });
}

/** Two egress rules contradict each other only where they speak of the same data. */
function lintEgress(rules: readonly Located<SoundRule>[]): Fault[] {
  const allowing = rules.filter(({ value }) => value.egress?.allow);
  const denying = rules.filter(({ value }) => value.egress?.deny);
  return denying.flatMap((deny) =>
    allowing
      .filter((allow) => sharesData(allow.value, deny.value))
      .flatMap((allow) => contradict(destinationClaims(allow, 'allow'), destinationClaims(deny, 'deny'), 'allows')),
  );
}

function sharesData(a: SoundRule, b: SoundRule): boolean {
  const [left, right] = [a.egress?.data, b.egress?.data];
  return !left || !right || left.some((category) => right.includes(category));
}

function destinationClaims({ path, value: rule }: Located<SoundRule>, kind: 'allow' | 'deny'): Claim[] {
  const places: Sound<Destinations> = rule.egress?.[kind] ?? {};
  return Object.entries(places).flatMap(([condition, list]) =>
    (list ?? []).flatMap((entry: string | number, index: number) => ({
      key: `${condition}:${condition === 'domains' ? (normaliseHost(String(entry)) ?? entry) : entry}`,
      ruleId: rule.id ?? '',
      path: [...path, 'egress', kind, condition, index],
    })),
  );
}

type IsWhole = LintContext['isWhole'];

function appsAllowed({ path, value: rule }: Located<SoundRule>, isWhole: IsWhole): Claim[] {
  const { allowOnly = [], pin = [] } = rule.app ?? {};
  const here = [...path, 'app'];
  return [
    ...allowOnly.flatMap((entry, index) => claimOf(entry, isWhole, rule, [...here, 'allowOnly', index])),
    ...pin.flatMap((entry, index) => claimOf({ package: entry.package }, isWhole, rule, [...here, 'pin', index])),
  ];
}

function appsDenied({ path, value: rule }: Located<SoundRule>, isWhole: IsWhole): Claim[] {
  return (rule.app?.deny ?? []).flatMap((entry, index) =>
    claimOf(entry, isWhole, rule, [...path, 'app', 'deny', index]),
  );
}

function claimOf(entry: Sound<AppEntry>, isWhole: IsWhole, rule: SoundRule, path: PathPart[]): Claim[] {
  const signer = entry.signer?.toLowerCase().replaceAll(':', '');
  const parts = [entry.package, entry.publisher, signer];
  if (!isWhole(entry) || parts.every((part) => part === undefined)) return [];
  return [{ key: JSON.stringify(parts), ruleId: rule.id ?? '', path }];
}

function postureClaims({ path, value: rule }: Located<SoundRule>, kind: 'require' | 'forbid'): Claim[] {
  return (rule.posture?.[kind] ?? []).flatMap((key, index) => ({
    key,
    ruleId: rule.id ?? '',
    path: [...path, 'posture', kind, index],
  }));
}

/** A ban on every version from the minimum upwards leaves none. */
function lintMinimum({ path, value: rule }: Located<SoundRule>, isWhole: IsWhole): Fault[] {
  const minimum = Object.entries(rule.os?.minimum ?? {});
  return (rule.os?.deny ?? []).flatMap((entry, index) => {
    const constraint = entry.version === undefined ? undefined : parseConstraint(entry.version);
    const isGeneral = entry.vendor === undefined && entry.model === undefined && entry.build === undefined;
    if (!constraint?.operator.startsWith('>') || !isGeneral || !isWhole(entry)) return [];
    const clash = minimum.find(([platform, least]) => {
      const order = compareVersions(least ?? '', constraint.operand);
      return (entry.platform ?? platform) === platform && order !== undefined && satisfies(constraint, order);
    });
    return clash
      ? [errorAt([...path, 'os', 'deny', index], `contradicts minimum: no version of ${clash[0]} is left`)]
      : [];
  });
}
