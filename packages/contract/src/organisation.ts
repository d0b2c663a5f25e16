import { z } from 'zod';

/** What an organisation sets for itself: how verdicts become decisions, what is collected, its default language. */

const Decision = z.enum(['allow', 'deny']);

/** Verdict → what an automated check is answered. */
export const DecisionTable = z.strictObject({
  'non-compliant': Decision,
  stale: Decision,
  unknown: Decision,
  'in-grace': Decision,
  waived: Decision,
  compliant: Decision,
});
export type DecisionTable = z.infer<typeof DecisionTable>;

/** Until an organisation says otherwise: what is within its rules, its grace or a waiver may connect. */
export const DEFAULT_DECISION_TABLE: DecisionTable = {
  'non-compliant': 'deny',
  stale: 'deny',
  unknown: 'deny',
  'in-grace': 'allow',
  waived: 'allow',
  compliant: 'allow',
};

const Collected = z.enum(['all', 'none']).optional();

/** Sections of a report that are collected; absent: `all`. What is `none` is left out before the report is stored. */
export const CollectionRule = z.strictObject({
  posture: Collected,
  carrier: Collected,
  apps: Collected,
  services: Collected,
  connections: Collected,
});
export type CollectionRule = z.infer<typeof CollectionRule>;

/** BCP 47 language tag, as far as messages need it: `en`, `hi`, `en-IN`. */
export const Locale = z
  .string()
  .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, 'a language tag such as "en" or "en-IN"');

/** `organisations.settings`. */
export const OrganisationSettings = z.strictObject({
  defaultLocale: Locale,
  /** By ownership of the device; absent: everything is collected. */
  collection: z.strictObject({
    issued: CollectionRule.optional(),
    personal: CollectionRule.optional(),
    dependant: CollectionRule.optional(),
  }),
});
export type OrganisationSettings = z.infer<typeof OrganisationSettings>;

export const DEFAULT_SETTINGS: OrganisationSettings = { defaultLocale: 'en', collection: {} };
