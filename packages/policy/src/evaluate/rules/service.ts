import type { Catalogue } from '../../catalogue/index.ts';
import type { Judge } from '../../compile/compiled.ts';
import { type AppFacts, ServiceState } from '../../facts.ts';
import type { ServiceRule } from '../../language/rules/service.ts';
import { hostOf, ownersOf } from '../connection.ts';
import { appOf, connectionOf, serviceOf } from '../observed.ts';
import { createFailures, type EvidenceDraft, type Undecided } from '../outcome.ts';
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
  const note = (
    key: string,
    state: ServiceState,
    evidence: Omit<EvidenceDraft, 'expected' | 'catalogueEntry'>,
  ): void => {
    if (!denied.has(key)) return;
    const list = found.get(key) ?? [];
    list.push({ state, evidence: { ...evidence, expected: undefined, catalogueEntry: `service:${key}` } });
    found.set(key, list);
  };
  view.services?.forEach((entry, index) => {
    const byType =
      entry.accountType === undefined ? [] : (view.index.servicesByAccountType.get(entry.accountType) ?? []);
    const keys = new Set(entry.service === undefined ? byType : [entry.service, ...byType]);
    for (const key of keys) {
      const named =
        entry.service === key
          ? { condition: 'service', value: key }
          : { condition: 'account-type', value: entry.accountType ?? '' };
      note(key, entry.state, {
        pointer: pointerTo(view, 'services', index),
        observed: serviceOf(entry),
        matched: [named, { condition: 'state', value: entry.state }],
      });
    }
  });
  for (const index of appsOfInterest(view)) {
    const app = view.apps?.[index] as AppFacts;
    for (const key of view.index.servicesOfPackage(app.package)) {
      note(key, 'present', {
        pointer: pointerTo(view, 'apps', index),
        observed: appOf(app),
        matched: [
          { condition: 'package', value: app.package },
          { condition: 'state', value: 'present' },
        ],
      });
    }
  }
  for (const index of hostsOfInterest(view)) {
    const connection = connectionAt(view, index);
    for (const key of ownersOf(connection, view)?.services ?? []) {
      note(key, 'in-use', {
        pointer: pointerTo(view, 'connections', index),
        observed: connectionOf(connection.facts),
        matched: [
          { condition: 'domain', value: hostOf(connection) ?? '' },
          { condition: 'state', value: 'in-use' },
        ],
      });
    }
  }
  return found;
}
