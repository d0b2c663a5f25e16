import type { Catalogue } from '../catalogue/schema.ts';
import type { Rule } from '../language/rule.ts';
import { CDN_SUFFIXES } from '../matching/cdn-suffixes.ts';
import { normaliseHost } from '../matching/host.ts';
import { createHostScan } from './host-scan.ts';
import { createPackageScan } from './package-scan.ts';

/**
 * Tells at a glance which apps and hosts of a report no rule and no catalogue entry has anything to say about: nearly
 * all of them. It looks at a few characters, allocates nothing, and its filters fit the processor's caches however many
 * things are banned; only the rest goes through the look-ups of the rules.
 */
export interface Interest {
  /** False: no listed package, publisher or catalogue pattern is this name or a prefix of it. */
  mayConcernPackage(name: string): boolean;
  /** False: no listed or catalogue domain is a suffix of it, and the end of it, which decides that, is a host's. */
  mayConcernHost(host: string): boolean;
}

/** The filters for a set of rules and a catalogue. */
export function createInterest(rules: readonly Rule[], catalogue: Catalogue): Interest {
  return {
    mayConcernPackage: createPackageScan(packagesOf(rules, catalogue)),
    mayConcernHost: createHostScan(domainsOf(rules, catalogue)),
  };
}

/** Whole names, and prefixes that end in a dot. Lists of allowed apps are not among them: they concern every app. */
function packagesOf(rules: readonly Rule[], catalogue: Catalogue): string[] {
  const names: string[] = [];
  for (const { app } of rules) {
    for (const entry of app?.deny ?? []) {
      const name = entry.package ?? entry.publisher;
      if (name !== undefined) names.push(name);
    }
    for (const pin of app?.pin ?? []) names.push(pin.package);
  }
  for (const { firmwarePackages } of catalogue.vendors.values()) names.push(...(firmwarePackages ?? []));
  for (const { packages } of catalogue.services.values()) names.push(...packages);
  return names;
}

function domainsOf(rules: readonly Rule[], catalogue: Catalogue): string[] {
  const domains: string[] = [...CDN_SUFFIXES];
  const add = (domain: string): void => {
    const host = normaliseHost(domain);
    if (host !== undefined) domains.push(host);
  };
  for (const { egress } of rules) for (const domain of (egress?.deny ?? egress?.allow)?.domains ?? []) add(domain);
  for (const entry of catalogue.vendors.values()) for (const domain of entry.domains) add(domain);
  for (const entry of catalogue.services.values()) for (const domain of entry.domains) add(domain);
  return domains;
}
