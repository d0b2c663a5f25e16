import type { Destinations } from '../../language/rules/egress.ts';
import { createDomainMatcher, type DomainMatcher } from '../../matching/domain-matcher.ts';
import { createNetworkSet, type NetworkSet } from '../../matching/network-set.ts';
import type { NotEvaluated } from '../../types.ts';
import { addressOf, type ConnectionView, hostOf, ownersOf, placeOf } from '../connection.ts';
import type { ReportView } from '../view.ts';

type Reason = NotEvaluated['reason'];

/** What one kind of destination says of a connection. Of one shape, since a report asks for hundreds. */
export interface Answer {
  matches: boolean;
  condition: string;
  /** The listed value that it matches, or what it is instead. */
  value: string;
  /** Why it cannot be said; the rest then means nothing. */
  gap: Reason | undefined;
}

/** One kind of destination of a rule. */
export interface Test {
  /** Whether it is about where the address is: special addresses (private and the like) fail none of these. */
  isAboutPlace: boolean;
  ask(connection: ConnectionView, view: ReportView): Answer;
}

export interface CompiledDestinations {
  tests: readonly Test[];
}

/** Turns lists of destinations into tests, in a fixed order. */
export function compileDestinations(source: Destinations): CompiledDestinations {
  const tests: Test[] = [];
  const add = (isAboutPlace: boolean, ask: Test['ask']): void => {
    tests.push({ isAboutPlace, ask });
  };
  if (source.countries) add(true, countryTest(new Set(source.countries)));
  if (source.networks) add(true, networkTest(createNetworkSet(source.networks)));
  if (source.asns) add(true, asnTest(new Set(source.asns)));
  if (source.jurisdictions) add(false, jurisdictionTest(new Set(source.jurisdictions)));
  if (source.vendors) add(false, vendorTest(new Set(source.vendors)));
  if (source.domains) {
    add(false, domainTest(createDomainMatcher<true>(source.domains.map((domain) => [domain, true]))));
  }
  return { tests };
}

function answer(matches: boolean, condition: string, value: string): Answer {
  return { matches, condition, value, gap: undefined };
}

function gap(reason: Reason): Answer {
  return Object.freeze({ matches: false, condition: '', value: '', gap: reason });
}

const ADDRESS_MISSING = gap('address-missing');
const ADDRESS_UNKNOWN = gap('address-unknown');
const NO_ASN_DATABASE = gap('no-asn-database');
const OPERATOR_UNKNOWN = gap('operator-unknown');
const VALUE_MISSING = gap('value-missing');

function countryTest(listed: ReadonlySet<string>): Test['ask'] {
  return (connection, view) => {
    if (addressOf(connection) === undefined) return ADDRESS_MISSING;
    const country = placeOf(connection, view)?.country;
    if (country === undefined) return ADDRESS_UNKNOWN;
    return answer(listed.has(country), 'country', country);
  };
}

function networkTest(listed: NetworkSet): Test['ask'] {
  return (connection) => {
    const ip = addressOf(connection);
    if (ip === undefined) return ADDRESS_MISSING;
    const network = listed.match(ip);
    return answer(network !== undefined, 'network', network ?? ip);
  };
}

function asnTest(listed: ReadonlySet<number>): Test['ask'] {
  return (connection, view) => {
    if (addressOf(connection) === undefined) return ADDRESS_MISSING;
    if (!view.hasAsnDatabase) return NO_ASN_DATABASE;
    const asn = placeOf(connection, view)?.asn;
    if (asn === undefined) return ADDRESS_UNKNOWN;
    return answer(listed.has(asn), 'asn', String(asn));
  };
}

/** Decided by the catalogue alone. A host without a known operator is the caller's to interpret. */
function jurisdictionTest(listed: ReadonlySet<string>): Test['ask'] {
  return (connection, view) => {
    const owners = ownersOf(connection, view);
    if (!owners) return VALUE_MISSING;
    if (owners.seats.length === 0) return OPERATOR_UNKNOWN;
    const seat = owners.seats.find((candidate) => listed.has(candidate));
    return answer(seat !== undefined, 'jurisdiction', seat ?? owners.seats.join(','));
  };
}

function vendorTest(listed: ReadonlySet<string>): Test['ask'] {
  return (connection, view) => {
    const owners = ownersOf(connection, view);
    if (!owners) return VALUE_MISSING;
    const vendor = owners.vendors.find((candidate) => listed.has(candidate));
    return answer(vendor !== undefined, 'vendor', vendor ?? owners.vendors[0] ?? 'unknown');
  };
}

function domainTest(listed: DomainMatcher<true>): Test['ask'] {
  return (connection) => {
    const host = hostOf(connection);
    if (host === undefined) return VALUE_MISSING;
    const [match] = listed.matchNormalised(host);
    return answer(match !== undefined, 'domain', match?.domain ?? host);
  };
}
