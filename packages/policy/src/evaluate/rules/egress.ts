import type { Judge } from '../../compile/compiled.ts';
import type { Destinations, EgressRule } from '../../language/rules/egress.ts';
import type { NotEvaluated } from '../../types.ts';
import { connectionOf } from '../observed.ts';
import { createFailures, type EvidenceDraft, missingSection, type Undecided } from '../outcome.ts';
import { sectionGap } from '../section.ts';
import type { ConnectionView, ReportView } from '../view.ts';
import { destinationName } from './destination-name.ts';
import { type CompiledDestinations, compileDestinations, isPlaceCondition } from './destinations.ts';

type Matched = { condition: string; value: string }[];
type Destination = { fails: Matched } | { gap: NotEvaluated['reason'] } | undefined;

/** Category in the subjects of a rule that names no data. */
const ANY = 'any';

/** Compiles an egress rule. Subjects: `<registrable domain or network>:<data category, or any>`. */
export function compileEgress(rule: EgressRule, inForceSince: number): Judge {
  const destinations = compileDestinations(rule.deny ?? rule.allow ?? {});
  const judgeDestination = rule.deny ? denies : allows;
  const needs = { inForceSince, isAllow: rule.allow !== undefined };
  return (view) => {
    const gap = sectionGap(view, 'connections', needs);
    if (gap || !view.connections) return missingSection('connections', gap);
    const failures = createFailures();
    const undecided: Undecided[] = [];
    view.connections.forEach((connection, index) => {
      const found = judgeConnection(connection, rule, judgeDestination(destinations, connection, view));
      if (found === undefined) return;
      const pointer = view.pointerTo('connections', index);
      const name = destinationName(connection, destinations.domains);
      if ('gap' in found) {
        const subjects = found.categories.map((category) => `${name}:${category}`);
        undecided.push({ reason: found.gap, section: 'connections', pointer, subjects });
        return;
      }
      const evidence = describe(connection, view, pointer, rule, found.matched);
      for (const category of found.categories) failures.add(`${name}:${category}`, evidence);
    });
    return { failures: failures.list(), undecided };
  };
}

type Found =
  | { matched: Matched; categories: readonly string[] }
  | { gap: NotEvaluated['reason']; categories: readonly string[] }
  | undefined;

/** A connection fails if its destination does and it carried data of the rule; either may be unknown. */
function judgeConnection({ facts }: ConnectionView, rule: EgressRule, destination: Destination): Found {
  if (destination === undefined) return undefined;
  const carried =
    rule.data === undefined ? [ANY] : facts.data && rule.data.filter((category) => facts.data?.includes(category));
  if (carried?.length === 0) return undefined;
  if ('gap' in destination) return { gap: destination.gap, categories: carried ?? rule.data ?? [ANY] };
  if (carried === undefined) return { gap: 'value-missing', categories: rule.data ?? [ANY] };
  return { matched: destination.fails, categories: carried };
}

/** Under `deny` any match fails, whatever else is unknown. A special address fails no place condition. */
function denies({ tests }: CompiledDestinations, connection: ConnectionView, view: ReportView): Destination {
  const matched: Matched = [];
  let gap: NotEvaluated['reason'] | undefined;
  for (const [condition, test] of tests) {
    if (isPlaceCondition(condition) && connection.isSpecial()) continue;
    const answer = test(connection, view);
    if ('gap' in answer) {
      // A host without a known operator is under no listed jurisdiction as far as the catalogue knows.
      if (answer.gap !== 'operator-unknown') gap ??= answer.gap;
    } else if (answer.matches) matched.push({ condition: answer.condition, value: answer.value });
  }
  if (matched.length > 0) return { fails: matched };
  return gap && { gap };
}

/** Under `allow` any match passes; what matches nothing fails, unless something about it is unknown. */
function allows({ tests }: CompiledDestinations, connection: ConnectionView, view: ReportView): Destination {
  const observed: Matched = [];
  let gap: NotEvaluated['reason'] | undefined;
  for (const [condition, test] of tests) {
    if (isPlaceCondition(condition) && connection.isSpecial()) return undefined;
    const answer = test(connection, view);
    if ('gap' in answer) gap ??= answer.gap;
    else if (answer.matches) return undefined;
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
  const owners = connection.owners();
  const entry = owners?.services[0]
    ? `service:${owners.services[0]}`
    : owners?.vendors[0] && `vendor:${owners.vendors[0]}`;
  const place = connection.place();
  return {
    pointer,
    observed: connectionOf(connection.facts),
    expected: rule.deny ? { deny: expectedDeny(matched) } : { allow: expectedAllow(rule.allow ?? {}) },
    ...(entry ? { catalogueEntry: entry } : {}),
    matched,
    ...(place
      ? {
          place: {
            ...place,
            ...(view.placeDatabaseDate && !place.special ? { databaseDate: view.placeDatabaseDate } : {}),
          },
        }
      : {}),
  };
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
