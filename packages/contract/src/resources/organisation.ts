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
