import { z } from 'zod';

/** Words, then groups in parentheses: `ELS-N39 10.1.0.126(C10E8R4P1)`, `Flyme 8.1.3.0A`. */
const PATTERN =
  /^(<=|>=|<|>|=)?\s*([0-9A-Za-z][0-9A-Za-z._+\-/]*(?: [0-9A-Za-z._+\-/]+)*(?: ?\([0-9A-Za-z._+\-/ ]+\))*)$/;
/** Several words are one build if they begin with the model's name; else they are meant as something else ("4 or 5"). */
const SEVERAL_COMPARISONS = /^[0-9._]+ |[ ](?:or|and|to|OR|AND|TO) /;

/** One comparison with a version or build; without an operator it means `=`. */
export interface Constraint {
  operator: '<' | '<=' | '>' | '>=' | '=';
  operand: string;
}

/** Reads `">= JHCMIBH45.0"`, or gives `undefined` if `text` is no comparison. */
export function parseConstraint(text: string): Constraint | undefined {
  const match = PATTERN.exec(text.trim());
  if (!match?.[2] || SEVERAL_COMPARISONS.test(match[2])) return undefined;
  return { operator: (match[1] ?? '=') as Constraint['operator'], operand: match[2] };
}

/** Whether a value that compares as `order` with the operand satisfies the constraint. */
export function satisfies(constraint: Constraint, order: -1 | 0 | 1): boolean {
  switch (constraint.operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    case '=':
      return order === 0;
  }
}

/** Says what to do about a version that YAML read as a number: `13.10` is 13.1 before anyone sees it, unless it is `written` down. */
export function explainVersionType(input: unknown, written = typeof input === 'number' ? String(input) : ''): string {
  if (typeof input !== 'number') return 'must be a version in quotes, such as "13" or "17.4"';
  return written === String(input)
    ? `quote it: a bare ${written} is a number (13.10 would become 13.1), write "${written}"`
    : `quote it: a bare ${written} is the number ${input}, write "${written}"`;
}

/** A dotted numeric version, quoted. */
export const VersionText = z
  .string({ error: (issue) => explainVersionType(issue.input) })
  .max(64)
  .regex(/^\d{1,9}(\.\d{1,9}){0,7}$/, 'must be a dotted number such as "13" or "17.4.1"');

/** A comparison with a version or build, such as `"< JHCMIBH45.0"`. */
export const ConstraintText = z
  .string({ error: (issue) => explainVersionType(issue.input) })
  .max(128)
  .refine((text) => parseConstraint(text) !== undefined, {
    error: 'must be one comparison such as "< JHCMIBH45.0", with <, <=, >, >= or =',
  })
  .meta({ examples: ['< JHCMIBH45.0', '>= 17.4'] });
