import type { Catalogue } from '../catalogue/schema.ts';
import { createDomainMatcher, type DomainMatcher } from './domain-matcher.ts';

/** Who a host belongs to by the catalogue: the most specific domain listed, and the service it belongs to, if any. */
export interface HostMatch {
  vendor?: string;
  service?: string;
  domain?: string;
  /** The domain stands in front of a known CDN's own name. */
  via?: 'cdn';
}

interface Owner {
  vendor: string;
  service?: string;
}

const matchers = new WeakMap<Catalogue, DomainMatcher<Owner>>();

/**
 * Who a host belongs to. A domain embedded in front of a CDN's name counts before the CDN's operator; among the
 * rest the most specific one, a service before its vendor. `{}` for a host that the catalogue does not know.
 */
export function matchHost(catalogue: Catalogue, host: string): HostMatch {
  const matches = matcherOf(catalogue).match(host);
  const [first] = matches;
  if (first === undefined) return {};
  const best = matches.find((match) => match.domain === first.domain && match.value.service !== undefined) ?? first;
  return { ...best.value, domain: best.domain, ...(best.via && { via: best.via }) };
}

function matcherOf(catalogue: Catalogue): DomainMatcher<Owner> {
  const known = matchers.get(catalogue);
  if (known) return known;
  const matcher = createDomainMatcher(domainOwners(catalogue));
  matchers.set(catalogue, matcher);
  return matcher;
}

function* domainOwners(catalogue: Catalogue): Iterable<readonly [string, Owner]> {
  for (const vendor of catalogue.vendors.values()) {
    for (const domain of vendor.domains) yield [domain, { vendor: vendor.key }];
  }
  for (const service of catalogue.services.values()) {
    for (const domain of service.domains) yield [domain, { vendor: service.vendor, service: service.key }];
  }
}
