import { normaliseHost, registrableDomain } from '../../matching/host.ts';
import { parseIp } from '../../matching/ip.ts';
import { parseNetwork } from '../../matching/network-set.ts';
import { isSpecialAddress } from '../../matching/special-addresses.ts';
import { COUNTRY_NAMES, isCountryCode } from '../countries.ts';
import { errorAt, type Fault, type PathPart, shorten, warningAt } from '../fault.ts';
import type { Destinations } from '../rules/egress.ts';
import type { LintContext } from './context.ts';
import { coversAmong, domainsAround, tellCovered } from './covers.ts';
import { lintRepeats, lintVendorKey } from './keys.ts';
import { networkKey, outerNetworks } from './network-covers.ts';
import type { Sound } from './sound-parts.ts';

/** Faults of a list of destinations: what is no domain or network, what can never match, what this server cannot decide. */
export function lintDestinations(
  places: Sound<Destinations>,
  kind: 'deny' | 'allow',
  path: readonly PathPart[],
  context: LintContext,
): Fault[] {
  return [
    ...lintRepeats(places.countries, [...path, 'countries'], context),
    ...lintRepeats(places.jurisdictions, [...path, 'jurisdictions'], context),
    ...lintRepeats(places.asns, [...path, 'asns'], context),
    ...lintRepeats(places.vendors, [...path, 'vendors'], context),
    ...lintRepeats(places.networks, [...path, 'networks'], context, networkKey),
    ...tellCovered(networksCovered(places.networks ?? []), [...path, 'networks']),
    ...tellCovered(coversAmong(places.domains, domainsAround), [...path, 'domains']),
    ...lintRepeats(places.domains, [...path, 'domains'], context, (domain) => normaliseHost(domain) ?? domain),
    ...lintCountries(places.countries ?? [], [...path, 'countries'], context),
    ...lintCountries(places.jurisdictions ?? [], [...path, 'jurisdictions'], context),
    ...lintVendors(places.vendors ?? [], [...path, 'vendors'], context),
    ...(places.domains ?? []).flatMap((domain, index) => lintDomain(domain, [...path, 'domains', index])),
    ...(places.networks ?? []).flatMap((network, index) => lintNetwork(network, kind, [...path, 'networks', index])),
    ...lintJurisdictions(places.jurisdictions ?? [], kind, [...path, 'jurisdictions'], context),
    ...lintAsns(places, path, context),
  ];
}

function networksCovered(networks: readonly string[]): (string | undefined)[] {
  return outerNetworks(networks, networks).map((index) => (index === undefined ? undefined : networks[index]));
}

function lintCountries(codes: readonly string[], path: readonly PathPart[], { hints }: LintContext): Fault[] {
  return codes.flatMap((code, index) => {
    if (isCountryCode(code)) return [];
    const upper = code.toUpperCase();
    const known = isCountryCode(upper) ? upper : COUNTRY_NAMES.get(hints.nearest(code, COUNTRY_NAMES.keys())[0] ?? '');
    const hint = known === undefined ? ', such as CN' : `: write ${known}`;
    return [errorAt([...path, index], `"${shorten(code)}" is not a country code of ISO 3166-1${hint}`)];
  });
}

function lintVendors(vendors: readonly string[], path: readonly PathPart[], context: LintContext): Fault[] {
  return vendors.flatMap((key, index) => {
    const unknown = lintVendorKey(key, [...path, index], context);
    if (unknown.length > 0 || hasDomains(key, context)) return unknown;
    return [warningAt([...path, index], `matches nothing: the catalogue lists no domain of ${key}`)];
  });
}

function hasDomains(key: string, { catalogue }: LintContext): boolean {
  if ((catalogue.vendors.get(key)?.domains.length ?? 0) > 0) return true;
  return [...catalogue.services.values()].some((service) => service.vendor === key && service.domains.length > 0);
}

function lintDomain(domain: string, path: readonly PathPart[]): Fault[] {
  if (domain.startsWith('*.') && normaliseHost(domain.slice(2))) {
    return [errorAt(path, `write ${shorten(domain.slice(2))}: a domain includes all names below it`)];
  }
  if (domain.includes('://') || domain.includes('/'))
    return [errorAt(path, `"${shorten(domain)}" is an address, write the domain alone`)];
  if (parseIp(domain)) return [errorAt(path, `"${shorten(domain)}" is an IP address, put it under networks`)];
  const host = normaliseHost(domain);
  if (host === undefined) return [errorAt(path, `"${shorten(domain)}" is not a domain`)];
  return registrableDomain(host) === undefined
    ? [warningAt(path, `"${shorten(domain)}" is a public suffix: it covers every domain below it`)]
    : [];
}

function lintNetwork(network: string, kind: 'deny' | 'allow', path: readonly PathPart[]): Fault[] {
  const parsed = parseNetwork(network);
  if (!parsed) return [errorAt(path, `"${shorten(network)}" is not a network such as 42.62.48.0/24`)];
  const isWholeOfSpecial =
    parsed.prefix >= (parsed.version === 4 ? 8 : 16) && isSpecialAddress(network.split('/')[0] ?? '');
  if (kind === 'deny' && isWholeOfSpecial)
    return [
      warningAt(
        path,
        `can never fail: ${shorten(network)} is a private or special range, which fails no condition on places`,
      ),
    ];
  return [];
}

function lintJurisdictions(
  codes: readonly string[],
  kind: 'deny' | 'allow',
  path: readonly PathPart[],
  { catalogue }: LintContext,
): Fault[] {
  if (kind === 'allow') return [];
  const seats = new Set(
    [...catalogue.vendors.values(), ...catalogue.services.values()].flatMap(({ seat }) => seat ?? []),
  );
  return codes.flatMap((code, index) =>
    seats.has(code) || !isCountryCode(code)
      ? []
      : [warningAt([...path, index], `can never fail: the catalogue knows no operator with its seat in ${code}`)],
  );
}

function lintAsns(places: Sound<Destinations>, path: readonly PathPart[], { hasAsnDatabase }: LintContext): Fault[] {
  if (!places.asns || hasAsnDatabase !== false) return [];
  return [
    errorAt(
      [...path, 'asns'],
      'this server has no database of network operators (GEOIP_ASN_DB), so asns cannot be decided',
    ),
  ];
}
