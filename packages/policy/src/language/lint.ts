import type { Catalogue } from '../catalogue/index.ts';
import { type EvidenceSource, PolicyDocument, type Remediation } from './document.ts';
import { errorAt, type Fault, memberOf, sortFaults } from './fault.ts';
import type { EvidenceElsewhere, LintContext, Located } from './lint/context.ts';
import { lintContradictions } from './lint/contradictions.ts';
import { createHints } from './lint/hints.ts';
import { lintNever } from './lint/never.ts';
import { lintReferences } from './lint/references.ts';
import { lintRule } from './lint/rules.ts';
import { schemaFaults } from './lint/schema-faults.ts';
import { lintScope, type ScopeReference, scopeReferences } from './lint/scope.ts';
import { type Sound, type SoundParts, soundParts } from './lint/sound-parts.ts';
import type { Rule } from './rule.ts';

export interface LintOptions {
  /** Whether the server has a database of network operators. `false` refuses rules with `asns`; absent: not checked. */
  hasAsnDatabase?: boolean;
  /** Numbers as the source has them, by pointer. */
  writtenAt?: ((pointer: string) => string | undefined) | undefined;
  /** Name that the document must have, where it is to be stored under one. */
  name?: string;
  /** Evidence of the organisation's other policies: this one may cite it, and may not use its ids for something else. */
  evidenceElsewhere?: readonly EvidenceElsewhere[];
}

export interface Linted {
  /** Present if the document follows the schema; it may have faults of meaning all the same. */
  document?: PolicyDocument;
  faults: Fault[];
  /** What the scope names of the organisation: the caller knows whether it is there. */
  references: ScopeReference[];
}

/**
 * Every fault of a document that was parsed already: of form, of reference, of meaning. What is left of the document
 * without its faults of form is checked for meaning, so that an author sees all faults at once.
 */
export function lintDocument(value: unknown, catalogue: Catalogue, options: LintOptions = {}): Linted {
  const parsed = PolicyDocument.safeParse(value);
  const issues = parsed.success ? [] : parsed.error.issues;
  const sound = soundParts(value, issues);
  const context = contextOf(value, sound, catalogue, options);
  const faults = [
    ...(value === null ? [errorAt([], 'is empty')] : schemaFaults(issues, value, context.hints, options.writtenAt)),
    ...context.rules.flatMap((rule) => lintRule(rule, context)),
    ...lintReferences(context),
    ...lintContradictions(context),
    ...lintNever(context),
    ...lintScope(context),
    ...lintName(sound, options),
  ];
  return {
    ...(parsed.success ? { document: parsed.data } : {}),
    faults: sortFaults(faults),
    references: scopeReferences(context.appliesTo),
  };
}

function contextOf(value: unknown, sound: SoundParts, catalogue: Catalogue, options: LintOptions): LintContext {
  const soundSpec = memberOf(sound.value, 'spec');
  const spec = memberOf(value, 'spec');
  return {
    catalogue,
    ...(options.hasAsnDatabase === undefined ? {} : { hasAsnDatabase: options.hasAsnDatabase }),
    hints: createHints(),
    evidenceElsewhere: new Map((options.evidenceElsewhere ?? []).map((evidence) => [evidence.id, evidence])),
    appliesTo: memberOf(soundSpec, 'appliesTo') as LintContext['appliesTo'],
    rules: locate<Rule>(soundSpec, 'rules'),
    remediations: locate<Remediation>(soundSpec, 'remediations'),
    evidence: locate<EvidenceSource>(soundSpec, 'evidence'),
    ids: { rules: idsAt(spec, 'rules'), remediations: idsAt(spec, 'remediations'), evidence: idsAt(spec, 'evidence') },
    isWhole: (part) => !sound.incomplete.has(part),
  };
}

function lintName(sound: SoundParts, { name }: LintOptions): Fault[] {
  const written = memberOf(memberOf(sound.value, 'metadata'), 'name');
  if (name === undefined || written === undefined || written === name) return [];
  return [errorAt(['metadata', 'name'], `must be "${name}", as in the address`)];
}

/** Longest list looked into; the schema has refused longer ones. */
const LONGEST_PART_LIST = 1_000;

function listAt(spec: unknown, key: string): unknown[] {
  const list = memberOf(spec, key);
  return Array.isArray(list) ? list.slice(0, LONGEST_PART_LIST) : [];
}

function locate<T>(spec: unknown, section: string): Located<Sound<T>>[] {
  // Holes, where an entry is at fault as a whole, are passed over.
  return listAt(spec, section).flatMap((entry, index) => [
    { path: ['spec', section, index], value: entry as Sound<T> },
  ]);
}

/** Ids as written, also of entries with faults: a reference to a faulty entry is not dangling. */
function idsAt(spec: unknown, section: string): (string | undefined)[] {
  return listAt(spec, section).map((entry) => {
    const id = memberOf(entry, 'id');
    return typeof id === 'string' ? id : undefined;
  });
}
