import type { Catalogue } from '../../catalogue/index.ts';
import type { AppliesTo, EvidenceSource, Remediation } from '../document.ts';
import type { PathPart } from '../fault.ts';
import type { Rule } from '../rule.ts';
import type { Hints } from './hints.ts';
import type { Sound } from './sound-parts.ts';

/** A part of the document, reduced to what follows the schema, and where it stands. */
export interface Located<T> {
  path: PathPart[];
  value: T;
}

/** An entry of evidence in another policy of the organisation. */
export interface EvidenceElsewhere {
  id: string;
  policyName: string;
  entry: unknown;
}

export type SoundRule = Sound<Rule>;

/** What the checks of meaning see: the sound parts, and every id that was written. */
export interface LintContext {
  catalogue: Catalogue;
  hasAsnDatabase?: boolean;
  evidenceElsewhere: ReadonlyMap<string, EvidenceElsewhere>;
  hints: Hints;
  appliesTo: Sound<AppliesTo> | undefined;
  rules: Located<SoundRule>[];
  remediations: Located<Sound<Remediation>>[];
  evidence: Located<Sound<EvidenceSource>>[];
  /** Ids by position; `undefined` where an entry has none. */
  ids: Record<'rules' | 'remediations' | 'evidence', (string | undefined)[]>;
  /** Whether nothing was taken out of an object or list; only then can be told what it says as a whole. */
  isWhole(part: object): boolean;
}
