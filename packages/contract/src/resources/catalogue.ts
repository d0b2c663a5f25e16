import { CatalogueService, CatalogueServiceOverride, CatalogueVendor, CatalogueVendorOverride } from '@cordon/policy';
import { z } from 'zod';
import { PAGE_QUERY, pageOf } from '../paging.ts';
import { Instant } from './common.ts';

/** `/v1/catalogue`: vendors and cloud services as the organisation sees them, built in or its own. */

const KeyPart = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be lower-case letters, digits and single hyphens');

export const CatalogueVendorParams = z.strictObject({ key: KeyPart });
/** The two halves of a service's key, which the address holds as it is: `…/services/xiaomi/mi-cloud`. */
export const CatalogueServiceParams = z.strictObject({ vendor: KeyPart, service: KeyPart });

export const CatalogueListQuery = z.strictObject({
  ...PAGE_QUERY,
  q: z.string().trim().min(1).max(100).optional().describe('Part of a key, name, brand, spelling, model or domain.'),
  isOverridden: z
    .stringbool()
    .optional()
    .describe('Only entries that the organisation changed or added, or the others.'),
});
export type CatalogueListQuery = z.infer<typeof CatalogueListQuery>;

export const CatalogueItem = z.object({
  key: z.string(),
  name: z.string(),
  seat: z.string().nullable().describe('Jurisdiction of the legal seat, ISO 3166-1 alpha-2.'),
  asOf: z.string().describe('The day the entry was last checked.'),
  isBuiltIn: z.boolean().describe('False: the organisation added it.'),
  isOverridden: z.boolean().describe('True: the organisation changed or added it.'),
});
export type CatalogueItem = z.infer<typeof CatalogueItem>;
export const CataloguePage = pageOf(CatalogueItem);

/** What a change of an entry judges again. */
export const CatalogueRejudges = z.object({
  devices: z.number().describe('Active devices.'),
  policies: z.array(z.string()).describe('Published policies that name this key.'),
});
export type CatalogueRejudges = z.infer<typeof CatalogueRejudges>;

const STANDING = {
  isBuiltIn: CatalogueItem.shape.isBuiltIn,
  isOverridden: CatalogueItem.shape.isOverridden,
  overriddenAt: Instant.nullable(),
  rejudges: CatalogueRejudges.describe('What a change of this entry judges again.'),
};

export const CatalogueVendorEntry = z.object({
  ...STANDING,
  entry: CatalogueVendor.describe('As policies see it.'),
  builtIn: CatalogueVendor.nullable(),
  override: CatalogueVendorOverride.nullable().describe('The fields that replace those of the built-in entry.'),
});
export type CatalogueVendorEntry = z.infer<typeof CatalogueVendorEntry>;

export const CatalogueServiceEntry = z.object({
  ...STANDING,
  entry: CatalogueService.describe('As policies see it.'),
  builtIn: CatalogueService.nullable(),
  override: CatalogueServiceOverride.nullable().describe('The fields that replace those of the built-in entry.'),
});
export type CatalogueServiceEntry = z.infer<typeof CatalogueServiceEntry>;

export const CatalogueReset = z.object({ rejudges: CatalogueRejudges });
export type CatalogueReset = z.infer<typeof CatalogueReset>;
