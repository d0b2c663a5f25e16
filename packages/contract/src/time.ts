import { z } from 'zod';

/** RFC 3339 date and time in UTC: `2014-10-22T00:00:00Z`, with any number of fractional digits. */
export const UtcTimestamp = z.iso
  .datetime({ offset: true, error: 'must be an RFC 3339 time in UTC, such as 2014-10-22T00:00:00Z' })
  .refine((text) => /(Z|[+-]00:00)$/.test(text), { error: 'must be in UTC: end it with Z' })
  // The year 0000 is a year BC to PostgreSQL, which comes back as no date at all.
  .refine((text) => Date.parse(text) >= 0, { error: 'must not be before 1970' });
