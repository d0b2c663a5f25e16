import type { Destinations } from '../../language/rules/egress.ts';
import { createDomainMatcher, type DomainMatcher } from '../../matching/domain-matcher.ts';
import { createNetworkSet, type NetworkSet } from '../../matching/network-set.ts';
import type { NotEvaluated } from '../../types.ts';
import { addressOf, type ConnectionView, hasSpecialAddress, hostOf, ownersOf, placeOf } from '../connection.ts';
import type { ReportView } from '../view.ts';

type Reason = NotEvaluated['reason'];
export type Condition = 'countries' | 'jurisdictions' | 'vendors' | 'domains' | 'networks' | 'asns';

/** What one kind of destination says of a connection: the listed value it matches, what it is instead, or why it cannot be said. */
export type Answer =
  | { matches: true; condition: string; value: string }
  | { matches: false; condition: string; value: string }
  | { gap: Reason };

/** Asks one kind of destination about a connection. */
export type Test = (connection: ConnectionView, view: ReportView) => Answer;

export interface CompiledDestinations {
  tests: readonly (readonly [condition: Condition, test: Test])[];
}

/** Turns lists of destinations into tests, in a fixed order. */
export function compileDestinations(source: Destinations): CompiledDestinations {
  const tests: [Condition, Test][] = [];
  if (source.countries) tests.push(['countries', countryTest(new Set(source.countries))]);
  if (source.networks) tests.push(['networks', networkTest(createNetworkSet(source.networks))]);
  if (source.asns) tests.push(['asns', asnTest(new Set(source.asns))]);
  if (source.jurisdictions) tests.push(['jurisdictions', jurisdictionTest(new Set(source.jurisdictions))]);
  if (source.vendors) tests.push(['vendors', vendorTest(new Set(source.vendors))]);
  if (source.domains) {
    tests.push(['domains', domainTest(createDomainMatcher<true>(source.domains.map((domain) => [domain, true])))]);
  }
  return { tests };
}

/** Whether a condition is about where the address is: special addresses (private and the like) fail none of these. */
export function isPlaceCondition(condition: Condition): boolean {
  return condition === 'countries' || condition === 'networks' || condition === 'asns';
}

function countryTest(listed: ReadonlySet<string>): Test {
  return (connection, view) => {
    if (addressOf(connection) === undefined) return { gap: 'address-missing' };
    const country = placeOf(connection, view)?.country;
    if (country === undefined) return { gap: 'address-unknown' };
    return { matches: listed.has(country), condition: 'country', value: country };
  };
}

function networkTest(listed: NetworkSet): Test {
  return (connection) => {
    const ip = addressOf(connection);
    if (ip === undefined) return { gap: 'address-missing' };
    const network = listed.match(ip);
    return { matches: network !== undefined, condition: 'network', value: network ?? ip };
  };
}

function asnTest(listed: ReadonlySet<number>): Test {
  return (connection, view) => {
    if (addressOf(connection) === undefined) return { gap: 'address-missing' };
    if (!view.hasAsnDatabase) return { gap: 'no-asn-database' };
    const asn = placeOf(connection, view)?.asn;
    if (asn === undefined) return { gap: 'address-unknown' };
    return { matches: listed.has(asn), condition: 'asn', value: String(asn) };
  };
}

/** Decided by the catalogue alone. A host without a known operator is the caller's to interpret. */
function jurisdictionTest(listed: ReadonlySet<string>): Test {
  return (connection, view) => {
    const owners = ownersOf(connection, view);
    if (!owners) return missingHost('jurisdiction', connection);
    if (owners.seats.length === 0) return { gap: 'operator-unknown' };
    const seat = owners.seats.find((candidate) => listed.has(candidate));
    return { matches: seat !== undefined, condition: 'jurisdiction', value: seat ?? owners.seats.join(',') };
  };
}

function vendorTest(listed: ReadonlySet<string>): Test {
  return (connection, view) => {
    const owners = ownersOf(connection, view);
    if (!owners) return missingHost('vendor', connection);
    const vendor = owners.vendors.find((candidate) => listed.has(candidate));
    return { matches: vendor !== undefined, condition: 'vendor', value: vendor ?? owners.vendors[0] ?? 'unknown' };
  };
}

function domainTest(listed: DomainMatcher<true>): Test {
  return (connection) => {
    const host = hostOf(connection);
    if (host === undefined) return missingHost('domain', connection);
    const [match] = listed.match(host);
    return { matches: match !== undefined, condition: 'domain', value: match?.domain ?? host };
  };
}

/** Without a host, who answers is not known, except on a special address: that is nobody's public service. */
function missingHost(condition: string, connection: ConnectionView): Answer {
  return hasSpecialAddress(connection)
    ? { matches: false, condition, value: 'private address' }
    : { gap: 'value-missing' };
}
