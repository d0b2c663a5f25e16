import type { EnrolmentHolder } from '@cordon/db';

/** A person or a user to be told, never both. */
export interface Recipient {
  personId: string | null;
  userId: string | null;
}

/**
 * Who is told of an enrolment: the user who made the token, and the person it is bound to. As with notices, a
 * dependant's sponsor is told too only if the dependant is a minor, has no address, or agreed.
 *
 * @param makerId absent where the token was made by an API token or the server's operator
 */
export function recipientsOf(makerId: string | null, holder: EnrolmentHolder | undefined): Recipient[] {
  const recipients: Recipient[] = makerId === null ? [] : [{ personId: null, userId: makerId }];
  if (!holder) return recipients;
  if (holder.hasEmail) recipients.push({ personId: holder.id, userId: null });
  const isSponsorTold = holder.isMinor || !holder.hasEmail || holder.sponsorInformed;
  if (holder.sponsorId !== null && isSponsorTold) recipients.push({ personId: holder.sponsorId, userId: null });
  return recipients;
}
