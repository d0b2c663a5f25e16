import { z } from 'zod';
import { Locale } from '../organisation.ts';
import { PAGE_QUERY, pageOf } from '../paging.ts';
import { DisplayName, EmailAddress, Instant, lineOfText } from './common.ts';

/** `/v1/people`: holders of devices; a dependant is a person with a sponsor. */
export const Person = z.object({
  id: z.uuid(),
  unitId: z.uuid(),
  name: z.string().describe('Empty after erasure.'),
  serviceNumber: z.string().nullable(),
  email: z.string().nullable(),
  locale: z.string(),
  sponsorId: z.uuid().nullable(),
  isMinor: z.boolean(),
  sponsorInformed: z.boolean().describe('The dependant agreed that the sponsor is told, too.'),
  createdAt: Instant,
  erasedAt: Instant.nullable(),
});
export type Person = z.infer<typeof Person>;

export const PersonPage = pageOf(Person);

export const PersonListQuery = z.strictObject({
  ...PAGE_QUERY,
  q: lineOfText(100).optional().describe('Part of the name or of the service number.'),
  unitId: z.uuid().optional().describe('With its sub-units.'),
  sponsorId: z.uuid().optional().describe('Only the dependants of this person.'),
});
export type PersonListQuery = z.infer<typeof PersonListQuery>;

const ServiceNumber = lineOfText(64);

export const PersonCreate = z.strictObject({
  unitId: z.uuid(),
  name: DisplayName,
  serviceNumber: ServiceNumber.optional(),
  email: EmailAddress.optional(),
  locale: Locale.optional(),
  sponsorId: z.uuid().optional(),
  isMinor: z.boolean().optional(),
  sponsorInformed: z.boolean().optional(),
});
export type PersonCreate = z.infer<typeof PersonCreate>;

export const PersonPatch = z.strictObject({
  unitId: z.uuid().optional(),
  name: DisplayName.optional(),
  serviceNumber: ServiceNumber.nullable().optional(),
  email: EmailAddress.nullable().optional(),
  locale: Locale.optional(),
  sponsorId: z.uuid().nullable().optional(),
  isMinor: z.boolean().optional(),
  sponsorInformed: z.boolean().optional(),
});
export type PersonPatch = z.infer<typeof PersonPatch>;
