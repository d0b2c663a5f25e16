import { z } from 'zod';
import { DecisionTable, OrganisationSettings } from '../organisation.ts';
import { DisplayName, Instant } from './common.ts';

/** `/v1/organisation`: the caller's own. No route makes one or names another. */
export const Organisation = z.object({
  id: z.uuid(),
  name: z.string(),
  rootUnitId: z.uuid(),
  decisionTable: DecisionTable,
  settings: OrganisationSettings,
  rulesEpoch: z.number().describe('Rises with everything that can change a verdict without a report.'),
  epochAt: Instant,
  createdAt: Instant,
});
export type Organisation = z.infer<typeof Organisation>;

export const OrganisationPatch = z.strictObject({
  name: DisplayName.optional(),
  decisionTable: DecisionTable.optional(),
  settings: OrganisationSettings.partial().optional(),
});
export type OrganisationPatch = z.infer<typeof OrganisationPatch>;

/** `/v1/organisation/rejudgement`: how far judging again under the newest rules has come. */
export const Rejudgement = z.object({
  epoch: z.number().int().describe('`rulesEpoch` of the newest rules.'),
  startedAt: Instant.describe('When they came into force.'),
  total: z.number().int().describe('Active devices of the units of the caller.'),
  remaining: z.number().int().describe('Those of them whose verdict is still by older rules.'),
});
export type Rejudgement = z.infer<typeof Rejudgement>;
