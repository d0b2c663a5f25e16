import type { Judge } from '../../compile/compiled.ts';
import type { Destinations, EgressRule } from '../../language/rules/egress.ts';
import type { NotEvaluated, Place } from '../../types.ts';
import { type ConnectionView, hasSpecialAddress, ownersOf, placeOf } from '../connection.ts';
import { connectionOf } from '../observed.ts';
import { createFailures, type EvidenceDraft, missingSection, type Undecided } from '../outcome.ts';
import { sectionGap } from '../section.ts';
import { connectionAt, hostsOfInterest, pointerTo, type ReportView } from '../view.ts';
import { destinationName } from './destination-name.ts';
import { type CompiledDestinations, compileDestinations } from './destinations.ts';

type Matched = { condition: string; value: string }[];
type Destination = { fails: Matched } | { gap: NotEvaluated['reason'] } | undefined;

/** Category in the subjects of a rule that names no data. */
const ANY_DATA: readonly string[] = Object.freeze(['any']);

/** Compiles an egress rule. Subjects: `<registrable domain or network>:<data category, or any>`. */
export function compileEgress(rule: EgressRule, inForceSince: number): Judge {
  const destinations = compileDestinations(rule.deny ?? rule.allow ?? {});
  const judgeDestination = rule.deny ? denies : allows;
  const needs = { inForceSince, isAllow: rule.allow !== undefined };
  // Where only hosts count, connections to hosts that nobody lists need not be looked at: they are fine under deny.
  const asksHostsOnly = rule.deny !== undefined && !destinations.tests.some(({ isAboutPlace }) => isAboutPlace);
  return (view) => {
    const gap = sectionGap(view, 'connections', needs);
    if (gap || !view.connections) return missingSection('connections', gap);
    const findings = createFailures();
    const undecided: Undecided[] = [];
    const judgeAt = (index: number): void => {
      const connection = connectionAt(view, index);
      const carried = dataOf(connection, rule);
      if (carried?.length === 0) return;
      const destination = judgeDestination(destinations, connection, view);
      if (destination === undefined) return;
      const pointer = pointerTo(view, 'connections', index);
      const name = destinationName(
        connection,
        view,
        'gap' in destination ? undefined : listedDomain(destination.fails),
      );
      if ('gap' in destination || carried === undefined) {
        const reason = 'gap' in destination ? destination.gap : 'value-missing';
        const subjects = (carried ?? rule.data ?? ANY_DATA).map((category) => `${name}:${category}`);
        undecided.push({ reason, section: 'connections', pointer, subjects });
        return;
      }
      const evidence = describe(connection, view, pointer, rule, destination.fails);
      for (const category of carried) findings.add(`${name}:${category}`, evidence);
    };
    if (asksHostsOnly) for (const index of hostsOfInterest(view)) judgeAt(index);
    else for (let index = 0; index < view.connections.length; index += 1) judgeAt(index);
    return { failures: findings.list(), undecided };
  };
}

/** The domain of the rule's own list that matched. */
function listedDomain(matched: Matched): string | undefined {
  return matched.find(({ condition }) => condition === 'domain')?.value;
}

/** What the rule asks about and the connection carried; `undefined`: not observed. */
function dataOf({ facts }: ConnectionView, rule: EgressRule): readonly string[] | undefined {
  if (rule.data === undefined) return ANY_DATA;
  if (facts.data === undefined) return undefined;
  if (facts.data.length === 0) return facts.data;
  return rule.data.filter((category) => facts.data?.includes(category));
}

/**
 * Under `deny` any match fails, whatever else is unknown. A special address fails no place condition, and is nobody's
 * public service: without a host it is none of the listed.
 */
function denies({ tests }: CompiledDestinations, connection: ConnectionView, view: ReportView): Destination {
  let fails: Matched | undefined;
  let gap: NotEvaluated['reason'] | undefined;
  for (const test of tests) {
    if (test.isAboutPlace && hasSpecialAddress(connection)) continue;
    const answer = test.ask(connection, view);
    if (answer.matches) (fails ??= []).push({ condition: answer.condition, value: answer.value });
    // A host without a known operator is under no listed jurisdiction as far as the catalogue knows.
    else if (answer.gap !== 'operator-unknown' && !hasSpecialAddress(connection)) gap ??= answer.gap;
  }
  if (fails) return { fails };
  return gap && { gap };
}

/**
 * Under `allow` any match passes; what matches nothing fails, unless something about it is unknown. A special address
 * passes where places are allowed; where only hosts are, one without a host is nobody known.
 */
function allows({ tests }: CompiledDestinations, connection: ConnectionView, view: ReportView): Destination {
  const observed: Matched = [];
  let gap: NotEvaluated['reason'] | undefined;
  for (const test of tests) {
    if (test.isAboutPlace && hasSpecialAddress(connection)) return undefined;
    const answer = test.ask(connection, view);
    if (answer.matches) return undefined;
    if (answer.gap) gap ??= answer.gap;
    else observed.push({ condition: answer.condition, value: answer.value });
  }
  return gap ? { gap } : { fails: observed };
}

const KEY_OF_CONDITION: Record<string, keyof Destinations> = {
  country: 'countries',
  jurisdiction: 'jurisdictions',
  vendor: 'vendors',
  domain: 'domains',
  network: 'networks',
  asn: 'asns',
};

/** Most entries of a list that evidence repeats; lists may have 100,000. */
const MAX_EXPECTED = 20;

function describe(
  connection: ConnectionView,
  view: ReportView,
  pointer: string,
  rule: EgressRule,
  matched: Matched,
): EvidenceDraft {
  const owners = ownersOf(connection, view);
  const entry = owners?.services[0]
    ? `service:${owners.services[0]}`
    : owners?.vendors[0] && `vendor:${owners.vendors[0]}`;
  const place = placeOf(connection, view);
  return {
    pointer,
    observed: connectionOf(connection.facts),
    expected: rule.deny ? { deny: expectedDeny(matched) } : { allow: expectedAllow(rule.allow ?? {}) },
    catalogueEntry: entry || undefined,
    matched,
    place: place && describePlace(place, view),
  };
}

function describePlace({ country, asn, special }: Place, view: ReportView): NonNullable<EvidenceDraft['place']> {
  return { country, asn, special, databaseDate: special ? undefined : view.placeDatabaseDate };
}

function expectedDeny(matched: Matched): Record<string, unknown> {
  return Object.fromEntries(
    matched.map(({ condition, value }) => [
      KEY_OF_CONDITION[condition] ?? condition,
      [condition === 'asn' ? Number(value) : value],
    ]),
  );
}

function expectedAllow(allow: Destinations): Record<string, unknown> {
  return Object.fromEntries(Object.entries(allow).map(([key, list]) => [key, list.slice(0, MAX_EXPECTED)]));
}
