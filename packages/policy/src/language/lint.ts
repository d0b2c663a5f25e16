import type { z } from 'zod';
import type { Catalogue } from '../catalogue/index.ts';
import { EvidenceSource, PolicyDocument, Remediation } from './document.ts';
import { type Fault, faultsOfIssue, memberOf, sortFaults } from './fault.ts';
import type { LintContext, Located } from './lint/context.ts';
import { lintContradictions } from './lint/contradictions.ts';
import { lintReferences } from './lint/references.ts';
import { lintRule } from './lint/rules.ts';
import { lintScope } from './lint/scope.ts';
import { Rule } from './rule.ts';

export interface LintOptions {
  /** Whether the server has a database of network operators. `false` refuses rules with `asns`; absent: not checked. */
  hasAsnDatabase?: boolean;
  /** Ids of evidence in the organisation's other policies, which this one may cite. */
  knownEvidence?: Iterable<string>;
}

export interface Linted {
  /** Present if the document follows the schema; it may have faults of meaning all the same. */
  document?: PolicyDocument;
  faults: Fault[];
}

/**
 * Every fault of a document that was parsed already: of form, of reference, of meaning. Parts that follow
 * the schema are checked for meaning even if other parts do not, so that an author sees all faults at once.
 */
export function lintDocument(value: unknown, catalogue: Catalogue, options: LintOptions = {}): Linted {
  const parsed = PolicyDocument.safeParse(value);
  const faults = parsed.success ? [] : parsed.error.issues.flatMap((issue) => faultsOfIssue(issue, value));
  const context = contextOf(value, catalogue, options);
  faults.push(
    ...context.rules.flatMap((rule) => lintRule(rule, context)),
    ...lintReferences(context),
    ...lintContradictions(context),
    ...lintScope(value),
  );
  return { ...(parsed.success ? { document: parsed.data } : {}), faults: sortFaults(faults) };
}

/** Unknown keys that get a hint at the nearest known ones. */
const MAX_HINTS = 100;

function contextOf(value: unknown, catalogue: Catalogue, options: LintOptions): LintContext {
  const spec = memberOf(value, 'spec');
  const lists = {
    rules: listAt(spec, 'rules'),
    remediations: listAt(spec, 'remediations'),
    evidence: listAt(spec, 'evidence'),
  };
  return {
    catalogue,
    ...(options.hasAsnDatabase === undefined ? {} : { hasAsnDatabase: options.hasAsnDatabase }),
    hints: { left: MAX_HINTS },
    knownEvidence: new Set(options.knownEvidence ?? []),
    rules: validParts<Rule>(lists.rules, 'rules', Rule.shape),
    remediations: validParts<Remediation>(lists.remediations, 'remediations', Remediation.shape),
    evidence: validParts<EvidenceSource>(lists.evidence, 'evidence', EvidenceSource.shape),
    ids: { rules: idsOf(lists.rules), remediations: idsOf(lists.remediations), evidence: idsOf(lists.evidence) },
  };
}

/** Longest list looked into; the schema has refused longer ones. */
const LONGEST_PART_LIST = 1_000;

function listAt(spec: unknown, key: string): unknown[] {
  const list = memberOf(spec, key);
  return Array.isArray(list) ? list.slice(0, LONGEST_PART_LIST) : [];
}

/** Each entry reduced to the members that follow the schema, so that one bad member hides no fault of another. */
function validParts<T>(
  list: readonly unknown[],
  section: string,
  shape: Record<string, z.ZodType>,
): Located<Partial<T>>[] {
  return list.flatMap((entry, index) => {
    if (typeof entry !== 'object' || entry === null) return [];
    const members = Object.entries(shape).flatMap(([key, schema]) => {
      const member = memberOf(entry, key);
      return member !== undefined && schema.safeParse(member).success ? [[key, member] as const] : [];
    });
    return [{ path: ['spec', section, index], value: Object.fromEntries(members) as Partial<T> }];
  });
}

/** Ids as written, also of entries with faults: a reference to a faulty entry is not dangling. */
function idsOf(list: readonly unknown[]): (string | undefined)[] {
  return list.map((entry) => {
    const id = memberOf(entry, 'id');
    return typeof id === 'string' ? id : undefined;
  });
}
