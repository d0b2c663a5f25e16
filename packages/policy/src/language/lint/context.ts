import type { Catalogue } from '../../catalogue/index.ts';
import type { EvidenceSource, Remediation } from '../document.ts';
import type { PathPart } from '../fault.ts';
import type { Rule } from '../rule.ts';

/** A part of the document, reduced to what follows the schema, and where it stands. */
export interface Located<T> {
  path: PathPart[];
  value: T;
}

/** What the checks of meaning see: the valid parts, and every id that was written. */
export interface LintContext {
  catalogue: Catalogue;
  hasAsnDatabase?: boolean;
  knownEvidence: ReadonlySet<string>;
  /** How many more unknown keys get a hint: looking for the nearest ones costs more than all other checks. */
  hints: { left: number };
  rules: Located<Partial<Rule>>[];
  remediations: Located<Partial<Remediation>>[];
  evidence: Located<Partial<EvidenceSource>>[];
  /** Ids by position; `undefined` where an entry has none. */
  ids: Record<'rules' | 'remediations' | 'evidence', (string | undefined)[]>;
}
