import { normaliseHost } from '../../matching/host.ts';
import { compareVersions } from '../../matching/versions.ts';
import { parseConstraint, satisfies } from '../constraint.ts';
import { errorAt, type Fault, type PathPart } from '../fault.ts';
import type { Rule } from '../rule.ts';
import type { AppEntry } from '../rules/app.ts';
import type { Destinations } from '../rules/egress.ts';
import type { LintContext, Located } from './context.ts';

/** Where something is allowed or required, to be held against where it is denied or forbidden. */
interface Claim {
  key: string;
  ruleId: string;
  path: PathPart[];
}

/** Faults of rules that cannot all be met: the same thing allowed and denied, required and forbidden, pinned and banned. */
export function lintContradictions({ rules }: LintContext): Fault[] {
  return [
    ...lintEgress(rules),
    ...contradict(rules.flatMap(appsAllowed), rules.flatMap(appsDenied), 'allows'),
    ...contradict(
      rules.flatMap((rule) => postureClaims(rule, 'require')),
      rules.flatMap((rule) => postureClaims(rule, 'forbid')),
      'requires',
    ),
    ...rules.flatMap(lintMinimum),
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
function lintEgress(rules: readonly Located<Partial<Rule>>[]): Fault[] {
  const allowing = rules.filter(({ value }) => value.egress?.allow);
  const denying = rules.filter(({ value }) => value.egress?.deny);
  return denying.flatMap((deny) =>
    allowing
      .filter((allow) => sharesData(allow.value, deny.value))
      .flatMap((allow) => contradict(destinationClaims(allow, 'allow'), destinationClaims(deny, 'deny'), 'allows')),
  );
}

function sharesData(a: Partial<Rule>, b: Partial<Rule>): boolean {
  const [left, right] = [a.egress?.data, b.egress?.data];
  return !left || !right || left.some((category) => right.includes(category));
}

function destinationClaims({ path, value: rule }: Located<Partial<Rule>>, kind: 'allow' | 'deny'): Claim[] {
  const places: Destinations = rule.egress?.[kind] ?? {};
  return Object.entries(places).flatMap(([condition, list]) =>
    list.map((entry: string | number, index: number) => ({
      key: `${condition}:${condition === 'domains' ? (normaliseHost(String(entry)) ?? entry) : entry}`,
      ruleId: rule.id ?? '',
      path: [...path, 'egress', kind, condition, index],
    })),
  );
}

function appsAllowed({ path, value: rule }: Located<Partial<Rule>>): Claim[] {
  return [
    ...(rule.app?.allowOnly ?? []).map((entry, index) =>
      claimOf(entry, rule.id ?? '', [...path, 'app', 'allowOnly', index]),
    ),
    ...(rule.app?.pin ?? []).map((pin, index) =>
      claimOf({ package: pin.package }, rule.id ?? '', [...path, 'app', 'pin', index]),
    ),
  ];
}

function appsDenied({ path, value: rule }: Located<Partial<Rule>>): Claim[] {
  return (rule.app?.deny ?? []).map((entry, index) => claimOf(entry, rule.id ?? '', [...path, 'app', 'deny', index]));
}

function claimOf(entry: AppEntry, ruleId: string, path: PathPart[]): Claim {
  const signer = entry.signer?.toLowerCase().replaceAll(':', '');
  return { key: JSON.stringify([entry.package, entry.publisher, signer]), ruleId, path };
}

function postureClaims({ path, value: rule }: Located<Partial<Rule>>, kind: 'require' | 'forbid'): Claim[] {
  return (rule.posture?.[kind] ?? []).map((key, index) => ({
    key,
    ruleId: rule.id ?? '',
    path: [...path, 'posture', kind, index],
  }));
}

/** A ban on every version from the minimum upwards leaves none. */
function lintMinimum({ path, value: rule }: Located<Partial<Rule>>): Fault[] {
  const minimum = Object.entries(rule.os?.minimum ?? {});
  return (rule.os?.deny ?? []).flatMap((entry, index) => {
    const constraint = entry.version === undefined ? undefined : parseConstraint(entry.version);
    const isGeneral = entry.vendor === undefined && entry.model === undefined && entry.build === undefined;
    if (!constraint?.operator.startsWith('>') || !isGeneral) return [];
    const clash = minimum.find(([platform, least]) => {
      const order = compareVersions(least, constraint.operand);
      return (entry.platform ?? platform) === platform && order !== undefined && satisfies(constraint, order);
    });
    return clash
      ? [errorAt([...path, 'os', 'deny', index], `contradicts minimum: no version of ${clash[0]} is left`)]
      : [];
  });
}
