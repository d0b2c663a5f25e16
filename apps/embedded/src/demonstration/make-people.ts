import { Person, PersonPage } from '@cordon/contract';
import { CAST_PEOPLE, type CastPerson } from './cast/people.ts';
import { listAll } from './list-all.ts';
import type { OperatorClient } from './operator-client.ts';

/** The top-level domain `example` is nobody's (RFC 2606). */
const MAIL_DOMAIN = 'cordon.example';

/** Makes the people that are not there yet. Returns id by key. */
export async function makePeople(
  api: OperatorClient,
  unitIds: ReadonlyMap<string, string>,
): Promise<Map<string, string>> {
  const present = await listAll(api, '/v1/people', PersonPage);
  const byName = new Map(present.map((person) => [person.name, person.id]));
  const ids = new Map<string, string>();
  for (const person of CAST_PEOPLE) {
    const id = byName.get(person.name) ?? (await makePerson(api, person, unitIds, ids));
    ids.set(person.key, id);
  }
  return ids;
}

async function makePerson(
  api: OperatorClient,
  person: CastPerson,
  unitIds: ReadonlyMap<string, string>,
  personIds: ReadonlyMap<string, string>,
): Promise<string> {
  const body = {
    unitId: unitIds.get(person.unit),
    name: person.name,
    email: person.hasEmail === false ? undefined : `${person.key}@${MAIL_DOMAIN}`,
    locale: person.locale,
    sponsorId: person.sponsor === undefined ? undefined : personIds.get(person.sponsor),
    isMinor: person.isMinor,
  };
  return (await api.post('/v1/people', body, Person)).id;
}
