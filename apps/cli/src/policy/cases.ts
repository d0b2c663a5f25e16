import { boundedText, parseIp } from '@cordon/policy';
import { z } from 'zod';

const Text = boundedText(256).min(1);

/** What a case expects; only what is named is compared, so something must be. */
export const Expectation = z
  .strictObject({
    verdict: z.enum(['non-compliant', 'stale', 'unknown', 'in-grace', 'waived', 'compliant']).optional(),
    /** Exactly these findings; `subject` absent: any. */
    findings: z
      .array(z.strictObject({ rule: Text, subject: Text.optional() }))
      .max(500)
      .optional(),
    /** Exactly these rules could not be evaluated. */
    notEvaluated: z.array(Text).max(200).optional(),
  })
  .refine((expected) => Object.keys(expected).length > 0, { error: 'must expect a verdict, findings or notEvaluated' });
export type Expectation = z.infer<typeof Expectation>;

/** One case: a report on a device, and what the policy must say of it. */
export const PolicyCase = z.strictObject({
  name: Text,
  device: z
    .strictObject({
      units: z.array(Text).max(100).optional(),
      groups: z.array(Text).max(100).optional(),
      ownership: z.enum(['issued', 'personal', 'dependant']).optional(),
    })
    .optional(),
  /** The report itself, or the name of a file beside the case file; absent: the device has not reported. */
  report: z.union([Text, z.looseObject({})]).optional(),
  /** Instant of the judgement, for what depends on it such as `maxPatchAge`; absent: 22 October 2014. */
  at: z.iso.datetime({ offset: true, error: 'must be an instant such as 2026-01-31T00:00:00Z' }).optional(),
  /** Country of each address that the case speaks of; others are not known. Independent of any IP database. */
  places: z
    .record(
      Text.refine((ip) => parseIp(ip) !== undefined, { error: 'must be an IP address' }),
      z.string().regex(/^[A-Z]{2}$/, 'must be an ISO 3166 country code such as CN'),
    )
    .optional(),
  expect: Expectation,
});
export type PolicyCase = z.infer<typeof PolicyCase>;

/** A case file `<policy>.cases.yaml` (or .json) beside the policy file `<policy>.yaml` (or .json). */
export const CaseFile = z.strictObject({ cases: z.array(PolicyCase).min(1).max(10_000) });
export type CaseFile = z.infer<typeof CaseFile>;
