import type { PolicyDocument } from '../language/document.ts';
import { canonicalJson } from '../language/hash.ts';
import type { Rule } from '../language/rule.ts';
import type { AppEntry, AppPin, AppRule } from '../language/rules/app.ts';
import type { EgressRule } from '../language/rules/egress.ts';
import { normaliseHost } from '../matching/host.ts';

/** What a device must have shown for newer rules to come to anything else: one of these host names or packages. */
export interface Concern {
  /** Normalised; they stand for their sub-domains too. */
  domains: readonly string[];
  packages: readonly string[];
}

/** With so many names an outline would take nearly every device for one that showed one of them. */
const MAX_NAMES = 500;

/**
 * Which devices a newer version of a policy can concern, if all that differs is which domains its `egress` rules deny and
 * which packages its `app` rules deny or pin, or texts that decide nothing (titles, descriptions, sources). A device that showed
 * none of the names keeps its verdict and findings, whatever else it reported: a list is asked about one name at a time,
 * and what a list needs to have been collected does not depend on what is in it, as long as something is. (What is allowed is told in every finding, so that it concerns all.)
 *
 * @returns `undefined` if more differs: then every device is concerned
 */
export function concernOf(before: PolicyDocument, after: PolicyDocument): Concern | undefined {
  const [older, newer] = [readDocument(before), readDocument(after)];
  if (older.frame !== newer.frame) return undefined;
  const domains = differing(older.domains, newer.domains);
  const packages = differing(older.packages, newer.packages);
  return domains.length + packages.length > MAX_NAMES ? undefined : { domains, packages };
}

/** A document taken apart: what it lists by rule, and all else. */
interface Parts {
  /** Canonical text of all that is no list of names. */
  frame: string;
  /** `<rule> <entry> <its place>` → the name that a device must show for the entry to matter. */
  domains: Map<string, string>;
  packages: Map<string, string>;
}

function readDocument({ apiVersion, kind, metadata, spec }: PolicyDocument): Parts {
  const parts: Omit<Parts, 'frame'> = { domains: new Map(), packages: new Map() };
  const { evidence: _sources, rules, ...rest } = spec;
  const frames = rules.map((rule) => readRule(rule, parts));
  const frame = canonicalJson({ apiVersion, kind, name: metadata.name, ...rest, rules: frames });
  return { frame, ...parts };
}

function readRule(rule: Rule, parts: Omit<Parts, 'frame'>): object {
  const { title: _title, evidence: _sources, ...frame } = rule;
  return {
    ...frame,
    ...(rule.egress ? { egress: readEgress(rule.id, rule.egress, parts) } : {}),
    ...(rule.app ? { app: readApp(rule.id, rule.app, parts) } : {}),
  };
}

/** That there are such entries stays in the frame: what must have been collected depends on it. */
type Frame = Record<string, unknown>;

function readEgress(rule: string, egress: EgressRule, { domains }: Omit<Parts, 'frame'>): Frame {
  const { deny } = egress;
  if (!deny?.domains) return { ...egress };
  for (const domain of deny.domains) domains.set(keyOf(rule, 'deny', domain), normaliseHost(domain) ?? domain);
  return { ...egress, deny: { ...deny, domains: true } };
}

function readApp(rule: string, app: AppRule, { packages }: Omit<Parts, 'frame'>): Frame {
  const frame: Frame = { ...app };
  const take = (
    list: string,
    entries: readonly (AppEntry | AppPin)[],
    isNamed: (entry: AppEntry | AppPin) => boolean,
  ) => {
    // Of the entries of one package the first that matches is told, so that its place among them counts.
    const places = new Map<string, number>();
    for (const entry of entries) {
      if (entry.package === undefined) continue;
      const place = places.get(entry.package) ?? 0;
      places.set(entry.package, place + 1);
      if (isNamed(entry)) packages.set(keyOf(rule, list, entry, place), entry.package);
    }
    frame[list] = { named: entries.some(isNamed), others: entries.filter((entry) => !isNamed(entry)) };
  };
  if (app.deny) take('deny', app.deny, isPackageAlone);
  if (app.pin) take('pin', app.pin, () => true);
  return frame;
}

function isPackageAlone(entry: AppEntry | AppPin): boolean {
  return entry.package !== undefined && Object.keys(entry).length === 1;
}

function keyOf(...parts: readonly unknown[]): string {
  return canonicalJson(parts);
}

/** Names of entries that stand in one of the two alone. */
function differing(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  const names = new Set<string>();
  for (const [key, name] of before) if (!after.has(key)) names.add(name);
  for (const [key, name] of after) if (!before.has(key)) names.add(name);
  return [...names].sort();
}
