import { z } from 'zod';
import { alsoIfFaulty, listOf } from '../text.ts';

/** A property of the device's protection that a report tells. */
export const PostureKey = z.enum([
  'encrypted',
  'screenLock',
  'rooted',
  'bootloaderUnlocked',
  'developerMode',
  'adbEnabled',
  'unknownSources',
]);
export type PostureKey = z.infer<typeof PostureKey>;

/** Properties that must be true, and that must be false. */
export const PostureRule = z
  .strictObject({ require: listOf(PostureKey, 16).optional(), forbid: listOf(PostureKey, 16).optional() })
  .refine((rule) => Object.keys(rule).length > 0, alsoIfFaulty('must have require or forbid'));
export type PostureRule = z.infer<typeof PostureRule>;
