import { z } from 'zod';
import { FormFactor } from '../facts.ts';
import { ConstraintText } from './constraint.ts';
import { Rule } from './rule.ts';
import { Glob, Id, Line, listOf, Paragraph, PlatformName, ScopeKey, SourceUrl, VendorKey } from './text.ts';

/** Who a policy is not for, although the rest of `appliesTo` covers them. Empty lists except nobody. */
export const Exceptions = z.strictObject({
  units: z.array(ScopeKey).max(1_000).optional(),
  groups: z.array(ScopeKey).max(1_000).optional(),
  devices: z.array(ScopeKey).max(10_000).optional(),
});

/** Which devices a policy is for: every key given must match, by any of its entries. */
export const AppliesTo = z.strictObject({
  units: listOf(ScopeKey, 1_000).optional(),
  groups: listOf(ScopeKey, 1_000).optional(),
  ownership: listOf(z.enum(['issued', 'personal', 'dependant']), 3).optional(),
  formFactors: listOf(FormFactor, FormFactor.options.length).optional(),
  platforms: listOf(PlatformName, 50).optional(),
  except: Exceptions.optional(),
});
export type AppliesTo = z.infer<typeof AppliesTo>;

/** A dated fix with what it covers. It covers vendor rules only if `rules` names them. */
export const Remediation = z.strictObject({
  id: Id,
  title: Line.optional(),
  covers: z.strictObject({
    rules: listOf(Id, 200).optional(),
    vendor: VendorKey.optional(),
    models: listOf(Glob, 1_000).optional(),
    build: ConstraintText,
  }),
  confirmedBy: Id.optional(),
});
export type Remediation = z.infer<typeof Remediation>;

/** A dated source behind rules, remediations and circulars. */
export const EvidenceSource = z.strictObject({
  id: Id,
  title: Line,
  url: SourceUrl.optional(),
  date: z.iso.date('must be a date such as 2014-08-14'),
  publisher: Line.optional(),
  observed: Paragraph.optional(),
  affects: z
    .strictObject({
      vendor: VendorKey.optional(),
      models: listOf(Glob, 1_000).optional(),
      build: ConstraintText.optional(),
    })
    .optional(),
});
export type EvidenceSource = z.infer<typeof EvidenceSource>;

/**
 * A policy document. The schema changes nothing that it accepts (no defaults, no trimming): what is hashed,
 * stored and handed to devices is what the author wrote. Absent values get their meaning at compilation.
 */
export const PolicyDocument = z.strictObject({
  apiVersion: z.literal('cordon/v1'),
  kind: z.literal('Policy'),
  metadata: z.strictObject({ name: Id, title: Line.optional(), description: Paragraph.optional() }),
  spec: z.strictObject({
    appliesTo: AppliesTo.optional(),
    rules: listOf(Rule, 200),
    remediations: z.array(Remediation).max(200).optional(),
    evidence: z.array(EvidenceSource).max(500).optional(),
  }),
});
export type PolicyDocument = z.infer<typeof PolicyDocument>;
