import { matchHost } from '../../matching/catalogue-match.ts';
import { errorAt, type Fault, type PathPart, shorten } from '../fault.ts';
import type { LintContext, Located, SoundRule } from './context.ts';
import { domainsAround, networksAround } from './covers.ts';

/** What a rule denies, by the forms that what is allowed is looked up by. */
interface Denied {
  ruleId: string;
  data: readonly (string | undefined)[] | undefined;
  domains: ReadonlyMap<string, string>;
  networks: ReadonlyMap<string, string>;
  vendors: ReadonlySet<string>;
}

/**
 * Faults of destinations that are allowed and can never be used, since another rule denies all they are in for the same
 * data. The same destination on both sides is told where it is denied.
 */
export function lintDeadAllows(rules: readonly Located<SoundRule>[], { catalogue }: LintContext): Fault[] {
  const denied = rules.flatMap(({ value }) => (value.egress?.deny ? [deniedBy(value)] : []));
  return rules.flatMap(({ path, value: { egress } }) => {
    const applicable = denied.filter(({ data }) => covers(data, egress?.data));
    if (!egress?.allow || applicable.length === 0) return [];
    const here = [...path, 'egress', 'allow'];
    return [
      ...lintEach(egress.allow.domains, [...here, 'domains'], (domain) => {
        const [own, ...parents] = domainsAround(domain);
        const owner = matchHost(catalogue, domain).vendor;
        return applicable.flatMap(({ ruleId, domains, vendors }) => {
          if (own === undefined || domains.has(own)) return [];
          const parent = domains.get(parents.find((name) => domains.has(name)) ?? '');
          if (parent !== undefined) return [dead(ruleId, parent)];
          return owner !== undefined && vendors.has(owner) ? [dead(ruleId, `vendor ${owner}, whose domain it is`)] : [];
        });
      }),
      ...lintEach(egress.allow.networks, [...here, 'networks'], (network) => {
        const [own, ...wider] = networksAround(network);
        return applicable.flatMap(({ ruleId, networks }) => {
          const around = networks.get(wider.find((key) => networks.has(key)) ?? '');
          return own === undefined || networks.has(own) || around === undefined ? [] : [dead(ruleId, around)];
        });
      }),
    ];
  });
}

function dead(ruleId: string, cover: string): string {
  return `can never take effect: rule "${ruleId}" denies ${shorten(cover)}`;
}

function lintEach(
  list: readonly string[] | undefined,
  path: readonly PathPart[],
  reasonsOf: (entry: string) => readonly string[],
): Fault[] {
  return (list ?? []).flatMap((entry, index) => {
    const [reason] = reasonsOf(entry);
    return reason === undefined ? [] : [errorAt([...path, index], reason)];
  });
}

function deniedBy({ id, egress }: SoundRule): Denied {
  const { domains = [], networks = [], vendors = [] } = egress?.deny ?? {};
  return {
    ruleId: id ?? '',
    data: egress?.data,
    domains: new Map(
      domains.flatMap((domain) =>
        domainsAround(domain)
          .slice(0, 1)
          .map((key) => [key, domain] as const),
      ),
    ),
    networks: new Map(
      networks.flatMap((text) =>
        networksAround(text)
          .slice(0, 1)
          .map((key) => [key, text] as const),
      ),
    ),
    vendors: new Set(vendors),
  };
}

/** Whether a denial for some data is one for all that is allowed; absent is any data. */
function covers(denied: Denied['data'], allowed: Denied['data']): boolean {
  return !denied || (allowed?.every((category) => denied.includes(category)) ?? false);
}
