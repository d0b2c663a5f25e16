import { matchHost } from '../../matching/catalogue-match.ts';
import { errorAt, type Fault, type PathPart, shorten } from '../fault.ts';
import type { LintContext, Located, SoundRule } from './context.ts';
import { domainsAround } from './covers.ts';
import { outerNetworks } from './network-covers.ts';

/** Something denied, with the rule that denies it. */
interface Denial {
  ruleId: string;
  what: string;
}

/** What rules deny, by the forms that what is allowed is looked up by. */
interface Denied {
  domains: ReadonlyMap<string, Denial>;
  networks: readonly Denial[];
  vendors: ReadonlyMap<string, Denial>;
}

/**
 * Faults of destinations that are allowed and can never be used, since another rule denies all they are in for the same
 * data. The same destination on both sides is told where it is denied.
 */
export function lintDeadAllows(rules: readonly Located<SoundRule>[], { catalogue }: LintContext): Fault[] {
  const denying = rules.map(({ value }) => value).filter(({ egress }) => egress?.deny);
  return [...groupByDenials(rules, denying).values()].flatMap(({ applicable, domains, networks }) => {
    const denied = deniedBy(applicable);
    const outer = outerNetworks(
      networks.map(({ value }) => value),
      denied.networks.map(({ what }) => what),
    );
    return [
      ...domains.flatMap(({ path, value }) => tellDead(denialOf(value, denied, catalogue), path)),
      ...networks.flatMap(({ path }, index) => tellDead(denied.networks[outer[index] ?? -1], path)),
    ];
  });
}

interface Group {
  applicable: readonly SoundRule[];
  domains: Located<string>[];
  networks: Located<string>[];
}

/** What is allowed, together where the same rules may deny it: their lists are long, and prepared once. */
function groupByDenials(rules: readonly Located<SoundRule>[], denying: readonly SoundRule[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const { path, value } of rules) {
    const { allow, data } = value.egress ?? {};
    const applicable = allow ? denying.filter((rule) => covers(rule.egress?.data, data)) : [];
    if (!allow || applicable.length === 0) continue;
    const key = [...(data ?? ['any'])].sort().join();
    const group = groups.get(key) ?? { applicable, domains: [], networks: [] };
    groups.set(key, group);
    for (const kind of ['domains', 'networks'] as const) {
      for (const [index, entry] of (allow[kind] ?? []).entries()) {
        group[kind].push({ path: [...path, 'egress', 'allow', kind, index], value: entry });
      }
    }
  }
  return groups;
}

function denialOf(
  domain: string,
  { domains, vendors }: Denied,
  catalogue: LintContext['catalogue'],
): Denial | undefined {
  const [own = '', ...parents] = domainsAround(domain);
  if (domains.has(own)) return undefined;
  const parent = parents.find((name) => domains.has(name));
  return parent === undefined ? vendors.get(matchHost(catalogue, domain).vendor ?? '') : domains.get(parent);
}

function tellDead(denial: Denial | undefined, path: readonly PathPart[]): Fault[] {
  if (!denial) return [];
  return [errorAt(path, `can never take effect: rule "${denial.ruleId}" denies ${shorten(denial.what)}`)];
}

function deniedBy(rules: readonly SoundRule[]): Denied {
  const domains = new Map<string, Denial>();
  const vendors = new Map<string, Denial>();
  const networks: Denial[] = [];
  for (const { id: ruleId = '', egress } of rules) {
    for (const what of egress?.deny?.domains ?? []) domains.set(domainsAround(what)[0] ?? what, { ruleId, what });
    for (const what of egress?.deny?.networks ?? []) networks.push({ ruleId, what });
    for (const vendor of egress?.deny?.vendors ?? [])
      vendors.set(vendor, { ruleId, what: `vendor ${vendor}, whose domain it is` });
  }
  return { domains, networks, vendors };
}

/** Whether a denial for some data is one for all that is allowed; absent is any data. */
function covers(denied: readonly string[] | undefined, allowed: readonly string[] | undefined): boolean {
  return !denied || (allowed?.every((category) => denied.includes(category)) ?? false);
}
