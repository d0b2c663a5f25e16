import { findPerson, findUnit, hasDependants, type Tx } from '@cordon/db';
import type { Operator } from '../../plugins/operator.ts';
import { invalid, unknownReference } from '../../resources/refusals.ts';

/** @throws AppError `validation` if the caller may not change people of the unit, or there is none */
export async function assertUnit(tx: Tx, operator: Operator, unitId: string): Promise<void> {
  const unit = await findUnit(tx, operator.organisationId, unitId, operator.unitScope('people:write'));
  if (!unit) throw unknownReference('/unitId', 'unit');
}

/** What of a person decides who is told about their devices. */
export interface Kin {
  /** Absent: the person is being made. */
  id?: string;
  sponsorId: string | null;
  sponsorInformed: boolean;
}

/**
 * A dependant's sponsor is somebody within reach who is no dependant: messages go to a person or to that person's sponsor,
 * and no further.
 *
 * @throws AppError `validation`
 */
export async function assertFamily(tx: Tx, operator: Operator, person: Kin): Promise<void> {
  const { id, sponsorId, sponsorInformed } = person;
  if (sponsorId === null) {
    if (sponsorInformed) throw invalid('/sponsorInformed', 'Without a sponsor there is nobody else to inform.');
    return;
  }
  if (sponsorId === id) throw invalid('/sponsorId', 'Nobody is their own sponsor.');
  const sponsor = await findPerson(tx, operator.organisationId, sponsorId, operator.unitScope('people:read'));
  if (!sponsor || sponsor.erasedAt) throw unknownReference('/sponsorId', 'person');
  if (sponsor.sponsorId !== null) throw invalid('/sponsorId', 'A dependant cannot be a sponsor.');
  if (id !== undefined && (await hasDependants(tx, operator.organisationId, id)))
    throw invalid('/sponsorId', 'This person has dependants and so cannot be one.');
}
