import { z } from 'zod';
import { alsoIfFaulty, Glob, listOf, VendorKey } from '../text.ts';

/** Hardware named by patterns instead of a catalogue group; all the fields given must match. */
export const HardwarePattern = z
  .strictObject({ brand: Glob.optional(), model: Glob.optional(), product: Glob.optional() })
  .refine((entry) => Object.keys(entry).length > 0, alsoIfFaulty('must name a brand, a model or a product'));
export type HardwarePattern = z.infer<typeof HardwarePattern>;

/** Bans vendor groups of the catalogue, or hardware by pattern. */
export const VendorRule = z.strictObject({ deny: listOf(z.union([VendorKey, HardwarePattern])) });
export type VendorRule = z.infer<typeof VendorRule>;
