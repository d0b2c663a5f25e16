import type { Catalogue } from '../catalogue/index.ts';
import { EvidenceSource, PolicyDocument, Remediation } from './document.ts';
import { errorAt, type Fault, faultsOfIssue, sortFaults } from './fault.ts';
import type { LintContext, Located } from './lint/context.ts';
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
  const faults = parsed.success ? [] : parsed.error.issues.flatMap((issue) => faultsOfIssue(issue));
  const scope = scopeOf(value, catalogue, options);
  if (!parsed.success && faults.length === 0) faults.push(errorAt([], 'is not a policy document'));
  faults.push(...scope.rules.flatMap((rule) => lintRule(rule, scope)), ...lintReferences(scope), ...lintScope(value));
  return { ...(parsed.success ? { document: parsed.data } : {}), faults: sortFaults(faults) };
}

function scopeOf(value: unknown, catalogue: Catalogue, options: LintOptions): LintContext {
  const spec = member(value, 'spec');
  return {
    catalogue,
    ...(options.hasAsnDatabase === undefined ? {} : { hasAsnDatabase: options.hasAsnDatabase }),
    knownEvidence: new Set(options.knownEvidence ?? []),
    rules: validEntries(member(spec, 'rules'), ['spec', 'rules'], (entry) => Rule.safeParse(entry).data),
    remediations: validEntries(
      member(spec, 'remediations'),
      ['spec', 'remediations'],
      (entry) => Remediation.safeParse(entry).data,
    ),
    evidence: validEntries(
      member(spec, 'evidence'),
      ['spec', 'evidence'],
      (entry) => EvidenceSource.safeParse(entry).data,
    ),
    ids: {
      rules: idsOf(member(spec, 'rules')),
      remediations: idsOf(member(spec, 'remediations')),
      evidence: idsOf(member(spec, 'evidence')),
    },
  };
}

function member(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
  return (value as Record<string, unknown>)[key];
}

function validEntries<T>(
  list: unknown,
  path: readonly string[],
  parse: (entry: unknown) => T | undefined,
): Located<T>[] {
  if (!Array.isArray(list)) return [];
  return list.slice(0, 1_000).flatMap((entry, index) => {
    const value = parse(entry);
    return value === undefined ? [] : [{ path: [...path, index], value }];
  });
}

/** Ids as written, also of entries with faults: a reference to a faulty entry is not dangling. */
function idsOf(list: unknown): (string | undefined)[] {
  if (!Array.isArray(list)) return [];
  return list.slice(0, 1_000).map((entry) => {
    const id = member(entry, 'id');
    return typeof id === 'string' ? id : undefined;
  });
}
