import type { Catalogue } from '../../catalogue/index.ts';
import type { Judge } from '../../compile/compiled.ts';
import { type AppFacts, ServiceState } from '../../facts.ts';
import type { ServiceRule } from '../../language/rules/service.ts';
import { hostOf, ownersOf } from '../connection.ts';
import { appOf, connectionOf, serviceOf } from '../observed.ts';
import { createFailures, draftEvidence, type EvidenceDraft, type Undecided } from '../outcome.ts';
import { sectionGap } from '../section.ts';
import { appsOfInterest, connectionAt, hostsOfInterest, pointerTo, type ReportView } from '../view.ts';

interface Sighting {
  state: ServiceState;
  evidence: EvidenceDraft;
}

type Source = 'services' | 'apps' | 'connections';

/** Compiles a service rule. Subjects: service keys. The highest state that any section shows counts. */
export function compileService(rule: ServiceRule, inForceSince: number, catalogue: Catalogue): Judge {
  const threshold = rankOf(rule.when ?? 'enabled');
  const denied = new Set(rule.deny);
  const needs = { inForceSince, isAllow: false };
  const sources = new Map(rule.deny.map((key) => [key, neededSections(key, threshold, catalogue)]));
  return (view) => {
    const failures = createFailures();
    const sightings = collectSightings(view, denied);
    const undecided: Undecided[] = [];
    const gaps = new Map<Source, string[]>();
    for (const key of denied) {
      const seen = (sightings.get(key) ?? []).filter(({ state }) => rankOf(state) >= threshold);
      seen.sort((a, b) => rankOf(b.state) - rankOf(a.state));
      for (const { evidence } of seen)
        failures.add(key, { ...evidence, expected: { deny: [key], when: rule.when ?? 'enabled' } });
      if (seen.length > 0) continue;
      for (const section of sources.get(key) ?? []) {
        if (sectionGap(view, section, needs)) gaps.set(section, [...(gaps.get(section) ?? []), key]);
      }
    }
    for (const [section, subjects] of gaps) {
      undecided.push({ reason: sectionGap(view, section, needs) ?? 'section-missing', section, subjects });
    }
    return { failures: failures.list(), undecided };
  };
}

function rankOf(state: ServiceState): number {
  return ServiceState.options.indexOf(state);
}

/** Sections that could show the service in a state the rule looks for; `services` can always name it by its key. */
function neededSections(key: string, threshold: number, catalogue: Catalogue): Source[] {
  const service = catalogue.services.get(key);
  const needed: Source[] = ['services'];
  if (service && service.packages.length > 0 && threshold <= rankOf('present')) needed.push('apps');
  if (service && service.domains.length > 0) needed.push('connections');
  return needed;
}

function collectSightings(view: ReportView, denied: ReadonlySet<string>): Map<string, Sighting[]> {
  const found = new Map<string, Sighting[]>();
  const note: Note = (key, state, pointer, observed, named) => {
    if (!denied.has(key)) return;
    const matched = [named, { condition: 'state', value: state }];
    const sighting = { state, evidence: draftEvidence(pointer, observed, undefined, matched, `service:${key}`) };
    const list = found.get(key);
    if (list) list.push(sighting);
    else found.set(key, [sighting]);
  };
  lookAtServices(view, note);
  lookAtApps(view, note);
  lookAtConnections(view, note);
  return found;
}

type Note = (
  key: string,
  state: ServiceState,
  pointer: string,
  observed: unknown,
  named: { condition: string; value: string },
) => void;

/** The section names services itself, by key or by account type. */
function lookAtServices(view: ReportView, note: Note): void {
  view.services?.forEach((entry, index) => {
    const pointer = pointerTo(view, 'services', index);
    const { service, accountType = '' } = entry;
    if (service !== undefined)
      note(service, entry.state, pointer, serviceOf(entry), { condition: 'service', value: service });
    for (const key of view.index.servicesByAccountType.get(accountType) ?? []) {
      if (key === service) continue;
      note(key, entry.state, pointer, serviceOf(entry), { condition: 'account-type', value: accountType });
    }
  });
}

/** An installed package makes a service present. */
function lookAtApps(view: ReportView, note: Note): void {
  for (const index of appsOfInterest(view)) {
    const app = view.apps?.[index] as AppFacts;
    for (const key of view.index.servicesOfPackage(app.package)) {
      const named = { condition: 'package', value: app.package };
      note(key, 'present', pointerTo(view, 'apps', index), appOf(app), named);
    }
  }
}

/** A connection to one of its domains puts a service in use. */
function lookAtConnections(view: ReportView, note: Note): void {
  for (const index of hostsOfInterest(view)) {
    const connection = connectionAt(view, index);
    for (const key of ownersOf(connection, view)?.services ?? []) {
      const named = { condition: 'domain', value: hostOf(connection) ?? '' };
      note(key, 'in-use', pointerTo(view, 'connections', index), connectionOf(connection.facts), named);
    }
  }
}
