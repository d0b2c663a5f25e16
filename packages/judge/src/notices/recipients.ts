import type { NoticePerson, UnitOfficer } from '@cordon/db';

/** Who is to be told: a person or a user. */
export interface Recipient {
  personId: string | null;
  userId: string | null;
}

/**
 * Who is told of a holder's phones: the holder; of a dependant's the sponsor too, but only if the dependant is a minor,
 * has no address, or agreed. Those without an address are left out: the notice is on their page and device.
 */
export function recipientsOfPerson(person: NoticePerson): Recipient[] {
  const tellsSponsor = person.sponsorId !== null && (person.isMinor || !person.hasEmail || person.sponsorInformed);
  return [
    ...(person.hasEmail ? [{ personId: person.id, userId: null }] : []),
    ...(tellsSponsor && person.sponsorHasEmail ? [{ personId: person.sponsorId, userId: null }] : []),
  ];
}

/** Roles that are told of a device without a holder, the first that anybody holds on its unit or above. */
const ROLES = ['security-officer', 'administrator', 'owner'] as const;

/**
 * Who is told of a device without a holder: the security officers of its unit or, failing those, of the nearest unit
 * above that has one; where there is none at all, administrators and then owners, found in the same way.
 *
 * @param unitPath ids from the root to the device's unit
 */
export function recipientsOfUnit(unitPath: readonly string[], officers: readonly UnitOfficer[]): Recipient[] {
  for (const role of ROLES) {
    for (const unitId of unitPath.toReversed()) {
      const found = officers.filter((officer) => officer.role === role && officer.unitId === unitId);
      if (found.length > 0) return found.map(({ userId }) => ({ personId: null, userId }));
    }
  }
  return [];
}
