import type { CatalogueVendor } from '../catalogue/schema.ts';
import { type Constraint, satisfies } from '../language/constraint.ts';
import { compareBuilds, compareBuildsExactly } from '../matching/builds.ts';

/** Whether a reported build satisfies a constraint by its vendor's way of naming builds; `undefined`: not comparable. */
export function satisfiesBuild(
  constraint: Constraint,
  vendor: CatalogueVendor | undefined,
  reported: string,
): boolean | undefined {
  const compare = constraint.operator === '=' ? compareBuildsExactly : compareBuilds;
  const order = compare(vendor, reported, constraint.operand);
  return order === undefined ? undefined : satisfies(constraint, order);
}
