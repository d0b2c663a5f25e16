import type { Database } from '../database.ts';
import { withOrganisationSql } from '../tenancy.ts';
import { sumFleetKinds } from './fleet-counts.ts';

/** What findings that are open or in grace differ by. */
export interface FindingFacets {
  rules: { policyName: string; ruleId: string }[];
  /** Catalogue vendors of their devices; null: not in the catalogue. */
  vendors: (string | null)[];
}

/**
 * Reads it from the counts, whatever the size of the fleet.
 *
 * @param unitIds units to look in; `undefined`: the whole organisation
 */
export function readFindingFacets(
  database: Database,
  organisationId: string,
  unitIds: readonly string[] | undefined,
): Promise<FindingFacets> {
  return withOrganisationSql(database, organisationId, async (tx) => {
    const sums = await sumFleetKinds(tx, organisationId, ['rule-device', 'vendor-device'], unitIds);
    const rules = [...(sums.get('rule-device')?.keys() ?? [])].map((item) => {
      const [policyName = '', ruleId = ''] = JSON.parse(item) as string[];
      return { policyName, ruleId };
    });
    const vendors = [...(sums.get('vendor-device')?.keys() ?? [])].sort();
    const name = ({ policyName, ruleId }: (typeof rules)[number]) => `${policyName} ${ruleId}`;
    rules.sort((a, b) => name(a).localeCompare(name(b)));
    return { rules, vendors: vendors.map((vendor) => (vendor === '-' ? null : vendor)) };
  });
}
