import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import {
  baseCatalogue,
  compile,
  type EvaluationContext,
  evaluate,
  type PlaceOf,
  type PolicyDocument,
  type ReportFacts,
} from '@cordon/policy';
import { Engine } from 'json-rules-engine';
import type { BanList } from './workload.ts';

/** An engine with its policies loaded: whether a report breaks any of them. */
export type Decide = (report: ReportFacts) => boolean | Promise<boolean>;

const NOW = Date.UTC(2014, 9, 22);
const NOWHERE: PlaceOf = () => ({});

/** This engine, producing whole findings with evidence and then, like the others, one decision. */
export function cordonEngine(document: PolicyDocument, placeOf: PlaceOf = NOWHERE): Decide {
  const compiled = compile(
    [{ name: document.metadata.name, version: 1, hash: 'bench', document, inForceSince: NOW }],
    baseCatalogue(),
  );
  return (facts) => evaluate(compiled, context(facts, placeOf)).verdict === 'non-compliant';
}

function context(facts: ReportFacts, placeOf: PlaceOf): EvaluationContext {
  return {
    now: NOW,
    device: { id: 'bench', unitKeys: ['bench'], groups: [], ownership: 'issued', enrolledAt: NOW },
    report: { id: 'bench', facts, receivedAt: NOW, validAt: NOW },
    mode: 'new',
    sequenceConflicts: [],
    findings: [],
    waivers: [],
    placeOf,
    epoch: 1,
  };
}

/** Every suffix of a host by labels: how a peer without suffix matching gets it. */
function suffixes(host: string, into: Set<string>): void {
  for (let at = 0; ; ) {
    into.add(host.slice(at));
    at = host.indexOf('.', at) + 1;
    if (at === 0) return;
  }
}

/** A peer's own input: the packages and all suffixes of the hosts. Turning a report into it is part of the peer's time. */
function peerInput(report: ReportFacts): { packages: string[]; domains: string[] } {
  const domains = new Set<string>();
  for (const connection of report.connections ?? []) if (connection.host) suffixes(connection.host, domains);
  return { packages: (report.apps ?? []).map((app) => app.package), domains: [...domains] };
}

/**
 * Cedar with the policies parsed beforehand (`preparsePolicySet`, `statefulIsAuthorized`).
 * `named`: one policy a banned thing, so that the answer names what failed (its determining policies), as a finding does.
 * `sets`: one policy a list, the fastest way found to put it to Cedar; the answer is a bare decision.
 */
export function cedarEngine(bans: BanList, form: 'named' | 'sets'): Decide {
  const id = `${form}-${bans.packages.length}`;
  const parsed = cedar.preparsePolicySet(id, {
    staticPolicies: form === 'named' ? namedPolicies(bans) : setPolicies(bans),
  });
  if (parsed.type !== 'success')
    throw new Error(`Cedar refused the policies: ${JSON.stringify(parsed.errors).slice(0, 500)}`);
  return (report) => {
    const answer = cedar.statefulIsAuthorized({ ...REQUEST, context: peerInput(report), preparsedPolicySetId: id });
    if (answer.type !== 'success') throw new Error(`Cedar failed: ${JSON.stringify(answer.errors).slice(0, 500)}`);
    return answer.response.decision === 'deny';
  };
}

const REQUEST = {
  principal: { type: 'Device', id: 'bench' },
  action: { type: 'Action', id: 'connect' },
  resource: { type: 'Network', id: 'bench' },
  entities: [],
};
const PERMIT = 'permit(principal, action, resource);\n';
const forbid = (condition: string) => `forbid(principal, action, resource) when { ${condition} };\n`;

function namedPolicies(bans: BanList): string {
  const packages = bans.packages.map((name) => forbid(`context.packages.contains(${JSON.stringify(name)})`));
  const domains = bans.domains.map((name) => forbid(`context.domains.contains(${JSON.stringify(name)})`));
  return PERMIT + packages.join('') + domains.join('');
}

function setPolicies(bans: BanList): string {
  return `${PERMIT}${forbid(`context.packages.containsAny(${JSON.stringify(bans.packages)})`)}${forbid(`context.domains.containsAny(${JSON.stringify(bans.domains)})`)}`;
}

/** json-rules-engine with its own operators: one `contains` condition a banned thing, any of which fires the rule. */
export function jsonRulesEngine(bans: BanList): Decide {
  const contains = (fact: string) => (value: string) => ({ fact, operator: 'contains', value });
  const engine = new Engine([
    { conditions: { any: bans.packages.map(contains('packages')) }, event: { type: 'banned-package' } },
    { conditions: { any: bans.domains.map(contains('domains')) }, event: { type: 'banned-domain' } },
  ]);
  return async (report) => (await engine.run(peerInput(report))).events.length > 0;
}
