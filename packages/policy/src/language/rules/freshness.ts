import { z } from 'zod';
import { PositiveDuration } from '../duration.ts';

/** How long ago the last report may have been received. */
export const FreshnessRule = z.strictObject({ maxAge: PositiveDuration });
export type FreshnessRule = z.infer<typeof FreshnessRule>;
