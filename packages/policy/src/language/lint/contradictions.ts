import { normaliseHost } from '../../matching/host.ts';
import { compareVersions } from '../../matching/versions.ts';
import { parseConstraint, satisfies } from '../constraint.ts';
import { errorAt, type Fault, type PathPart, shorten } from '../fault.ts';
import type { AppEntry } from '../rules/app.ts';
import type { Destinations } from '../rules/egress.ts';
import type { LintContext, Located, SoundRule } from './context.ts';
import { publishersAround } from './covers.ts';
import { lintDeadAllows } from './dead-allows.ts';
import { networkKey } from './network-covers.ts';
import type { Sound } from './sound-parts.ts';

/** An app that is allowed or denied. */
interface AppClaim extends Claim {
  entry: Sound<AppEntry>;
}

/** Where something is allowed or required, to be held against where it is denied or forbidden. */
interface Claim {
  key: string;
  ruleId: string;
  path: PathPart[];
}

/** Faults of rules that cannot all be met: the same thing allowed and denied, required and forbidden, pinned and banned. */
export function lintContradictions(context: LintContext): Fault[] {
  const { rules, isWhole } = context;
  const egress = rules.filter(({ value }) => value.egress && isWhole(value.egress));
  return [
    ...lintEgress(egress),
    ...lintDeadAllows(egress, context),
    ...contradictApps(
      rules.flatMap((rule) => appsAllowed(rule, isWhole)),
      rules.flatMap((rule) => appsDenied(rule, isWhole)),
    ),
    ...contradict(
      byKey(rules.flatMap((rule) => postureClaims(rule, 'require'))),
      rules.flatMap((rule) => postureClaims(rule, 'forbid')),
      'requires',
    ),
    ...rules.flatMap((rule) => lintMinimum(rule, isWhole)),
  ];
}

/** A fault at every denial of something that a claim allows. */
function contradict(allowed: ReadonlyMap<string, Claim>, denied: readonly Claim[], verb: string): Fault[] {
  return denied.flatMap(({ key, path }) => {
    const other = allowed.get(key);
    return other ? [errorAt(path, `contradicts rule "${other.ruleId}", which ${verb} the same`)] : [];
  });
}

function byKey(claims: readonly Claim[]): Map<string, Claim> {
  return new Map(claims.map((claim) => [claim.key, claim]));
}

/** Two egress rules contradict each other only where they speak of the same data. */
function lintEgress(rules: readonly Located<SoundRule>[]): Fault[] {
  const allowing = rules
    .filter(({ value }) => value.egress?.allow)
    .map((rule) => ({ rule: rule.value, claims: byKey(destinationClaims(rule, 'allow')) }));
  const denying = rules.filter(({ value }) => value.egress?.deny);
  return denying.flatMap((deny) => {
    const denied = destinationClaims(deny, 'deny');
    return allowing
      .filter(({ rule }) => sharesData(rule, deny.value))
      .flatMap(({ claims }) => contradict(claims, denied, 'allows'));
  });
}

function sharesData(a: SoundRule, b: SoundRule): boolean {
  const [left, right] = [a.egress?.data, b.egress?.data];
  return !left || !right || left.some((category) => right.includes(category));
}

function destinationClaims({ path, value: rule }: Located<SoundRule>, kind: 'allow' | 'deny'): Claim[] {
  const places: Sound<Destinations> = rule.egress?.[kind] ?? {};
  return Object.entries(places).flatMap(([condition, list]) =>
    (list ?? []).flatMap((entry: string | number, index: number) => ({
      key: `${condition}:${keyOf(condition, String(entry))}`,
      ruleId: rule.id ?? '',
      path: [...path, 'egress', kind, condition, index],
    })),
  );
}

function keyOf(condition: string, entry: string): string {
  if (condition === 'networks') return networkKey(entry);
  return condition === 'domains' ? (normaliseHost(entry) ?? entry) : entry;
}

type IsWhole = LintContext['isWhole'];

function appsAllowed({ path, value: rule }: Located<SoundRule>, isWhole: IsWhole): AppClaim[] {
  const { allowOnly = [], pin = [] } = rule.app ?? {};
  const here = [...path, 'app'];
  return [
    ...allowOnly.flatMap((entry, index) => claimOf(entry, isWhole, rule, [...here, 'allowOnly', index])),
    ...pin.flatMap((entry, index) => claimOf({ package: entry.package }, isWhole, rule, [...here, 'pin', index])),
  ];
}

function appsDenied({ path, value: rule }: Located<SoundRule>, isWhole: IsWhole): AppClaim[] {
  return (rule.app?.deny ?? []).flatMap((entry, index) =>
    claimOf(entry, isWhole, rule, [...path, 'app', 'deny', index]),
  );
}

function claimOf(entry: Sound<AppEntry>, isWhole: IsWhole, rule: SoundRule, path: PathPart[]): AppClaim[] {
  const key = appKey(entry.package, entry.publisher, entry.signer);
  return !isWhole(entry) || key === NO_APP ? [] : [{ key, entry, ruleId: rule.id ?? '', path }];
}

function appKey(name: string | undefined, publisher: string | undefined, signer: string | undefined): string {
  return JSON.stringify([name, publisher, signer?.toLowerCase().replaceAll(':', '')]);
}

const NO_APP = appKey(undefined, undefined, undefined);

/** Keys of the denials that take in all that an entry allows: its own, then wider ones. */
function keysAround({ package: name, publisher, signer }: Sound<AppEntry>): string[] {
  const publishers = publishersAround(name ?? publisher ?? '');
  const signers = signer === undefined ? [undefined] : [signer, undefined];
  return [
    appKey(name, publisher, signer),
    ...signers.flatMap((by) => [
      ...(name === undefined ? [] : [appKey(name, undefined, by)]),
      ...publishers.map((prefix) => appKey(undefined, prefix, by)),
      appKey(undefined, undefined, by),
    ]),
  ];
}

/** A fault at every denial that takes in something allowed as a whole; one that takes out a part of it is an exception. */
function contradictApps(allowed: readonly AppClaim[], denied: readonly AppClaim[]): Fault[] {
  const denials = new Map(denied.map((claim) => [claim.key, claim]));
  const found = new Map<string, AppClaim>();
  for (const claim of allowed) {
    for (const key of keysAround(claim.entry)) if (denials.has(key) && !found.has(key)) found.set(key, claim);
  }
  return denied.flatMap(({ key, path }) => {
    const other = found.get(key);
    if (!other) return [];
    const { package: name, publisher, signer } = other.entry;
    const what = other.key === key ? 'the same' : shorten(name ?? publisher ?? signer ?? '');
    return [errorAt(path, `contradicts rule "${other.ruleId}", which allows ${what}`)];
  });
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
