import { z } from 'zod';
import { PAGE_QUERY, pageOf } from '../paging.ts';
import { DisplayName, Instant, StableKey } from './common.ts';

/** `/v1/units`: the organisation's tree. */
export const Unit = z.object({
  id: z.uuid(),
  key: z.string().describe('Stable name, as policies use it in "appliesTo.units".'),
  name: z.string(),
  parentId: z.uuid().nullable().describe('null: the root.'),
  path: z.array(z.uuid()).describe('Ids from the root to this unit, itself included.'),
  createdAt: Instant,
});
export type Unit = z.infer<typeof Unit>;

export const UnitPage = pageOf(Unit);

export const UnitListQuery = z.strictObject({
  ...PAGE_QUERY,
  parentId: z.uuid().optional().describe('Only the units directly below this one.'),
  key: StableKey.optional(),
});
export type UnitListQuery = z.infer<typeof UnitListQuery>;

export const UnitCreate = z.strictObject({ key: StableKey, name: DisplayName, parentId: z.uuid() });
export type UnitCreate = z.infer<typeof UnitCreate>;

export const UnitPatch = z.strictObject({
  key: StableKey.optional().describe('Policies name units by key: a new one changes which policies apply.'),
  name: DisplayName.optional(),
  parentId: z.uuid().optional().describe('Moves the unit, with all below it.'),
});
export type UnitPatch = z.infer<typeof UnitPatch>;
