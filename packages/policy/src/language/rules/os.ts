import { z } from 'zod';
import { ConstraintText, VersionText } from '../constraint.ts';
import { PositiveDuration } from '../duration.ts';
import { alsoIfFaulty, Glob, listOf, PlatformName, VendorKey } from '../text.ts';

/** A banned system: all the fields given must match. */
export const OsEntry = z
  .strictObject({
    vendor: VendorKey.optional(),
    model: Glob.optional(),
    platform: PlatformName.optional(),
    version: ConstraintText.optional(),
    build: ConstraintText.optional(),
  })
  .refine(
    (entry) => entry.version !== undefined || entry.build !== undefined,
    alsoIfFaulty('must compare a version or a build'),
  );
export type OsEntry = z.infer<typeof OsEntry>;

/** Requires a minimum version by system and a recent security patch, and bans systems. */
export const OsRule = z
  .strictObject({
    minimum: z
      .record(PlatformName, VersionText)
      .refine((versions) => Object.keys(versions).length > 0, { error: 'must name at least one system' })
      .refine((versions) => Object.keys(versions).length <= 50, { error: 'must name at most 50 systems' })
      .optional(),
    maxPatchAge: PositiveDuration.optional(),
    deny: listOf(OsEntry, 10_000).optional(),
  })
  .refine((rule) => Object.keys(rule).length > 0, alsoIfFaulty('must have minimum, maxPatchAge or deny'));
export type OsRule = z.infer<typeof OsRule>;
