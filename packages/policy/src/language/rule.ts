import { z } from 'zod';
import { ADVICE_KEYS } from '../advice.ts';
import { boundedText } from '../facts.ts';
import { Duration } from './duration.ts';
import { AppRule } from './rules/app.ts';
import { EgressRule } from './rules/egress.ts';
import { FreshnessRule } from './rules/freshness.ts';
import { OsRule } from './rules/os.ts';
import { PostureRule } from './rules/posture.ts';
import { ServiceRule } from './rules/service.ts';
import { VendorRule } from './rules/vendor.ts';
import { alsoIfFaulty, Id, listOf } from './text.ts';

/** The rule types of the language, in the order in which they are documented. */
export const RULE_TYPES = ['vendor', 'service', 'egress', 'app', 'os', 'posture', 'freshness'] as const;
export type LanguageRuleType = (typeof RULE_TYPES)[number];

export const Severity = z.enum(['info', 'low', 'medium', 'high', 'critical']);

/** One requirement: an id, exactly one rule type, and how it is treated. */
export const Rule = z
  .strictObject({
    id: Id,
    title: boundedText(200).min(1).optional(),
    vendor: VendorRule.optional(),
    service: ServiceRule.optional(),
    egress: EgressRule.optional(),
    app: AppRule.optional(),
    os: OsRule.optional(),
    posture: PostureRule.optional(),
    freshness: FreshnessRule.optional(),
    severity: Severity.optional(),
    grace: Duration.optional(),
    clearAfter: Duration.optional(),
    onMissing: z.enum(['unknown', 'ignore']).optional(),
    advice: boundedText(1_000)
      .min(1)
      .meta({ examples: [...ADVICE_KEYS] })
      .optional(),
    evidence: listOf(Id, 100).optional(),
  })
  .refine((rule) => ruleTypesOf(rule).length === 1, alsoIfFaulty(`must have exactly one of ${RULE_TYPES.join(', ')}`))
  .refine((rule) => rule.clearAfter === undefined || rule.egress !== undefined || rule.service !== undefined, {
    path: ['clearAfter'],
    ...alsoIfFaulty('is for egress and service rules only'),
  })
  .meta({ oneOf: RULE_TYPES.map((type) => ({ required: [type] })) });
export type Rule = z.infer<typeof Rule>;

function ruleTypesOf(rule: object): LanguageRuleType[] {
  return RULE_TYPES.filter(
    (type) => Object.hasOwn(rule, type) && (rule as Record<string, unknown>)[type] !== undefined,
  );
}

/** Type of a valid rule. */
export function ruleTypeOf(rule: Rule): LanguageRuleType {
  const [type] = ruleTypesOf(rule);
  if (type === undefined) throw new TypeError(`rule ${rule.id} has no rule type`);
  return type;
}
