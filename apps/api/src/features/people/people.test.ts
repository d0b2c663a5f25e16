import { withOrganisation } from '@cordon/db';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestOrganisation } from '../../testing/test-app.ts';
import {
  createCaller,
  createPersonByApi,
  createUnitByApi,
  enrolDevice,
  insertFinding,
  insertNotice,
  type TestCaller,
} from '../../testing/test-callers.ts';

let host: TestApp;
let owner: TestCaller;
let root: string;
let other: TestOrganisation;
let stranger: string;

beforeAll(async () => {
  host = await createTestApp();
  root = host.organisation.rootUnitId;
  owner = await createCaller(host, 'owner');
  other = await host.addOrganisation('Other Force');
  const otherOwner = await createCaller(host, 'owner', { organisationId: other.id, unitId: other.rootUnitId });
  stranger = await createPersonByApi(otherOwner, { unitId: other.rootUnitId, name: 'Stranger' });
});
afterAll(() => host.close());

const pointers = (answer: { body: { errors: { pointer: string }[] } }) => answer.body.errors.map((e) => e.pointer);

describe('people', () => {
  test('people are found by part of the name or service number, by unit with its sub-units, and by sponsor', async () => {
    const unitId = await createUnitByApi(owner, 'fort', root);
    const below = await createUnitByApi(owner, 'bastion', unitId);
    const sponsorId = await createPersonByApi(owner, { unitId, name: 'Asha Rao', serviceNumber: 'AR_100%' });
    host.clock.advance(1);
    const childId = await createPersonByApi(owner, { unitId: below, name: 'Veer', sponsorId, isMinor: true });
    const found = async (query: string) => {
      const { body } = await owner.get(`/v1/people?${query}`);
      return body.items.map((person: { id: string }) => person.id);
    };
    expect(await found('q=asha')).toEqual([sponsorId]);
    expect(await found(`q=${encodeURIComponent('r_100%')}`)).toEqual([sponsorId]);
    expect(await found(`q=${encodeURIComponent('a%r')}`)).toEqual([]);
    expect(await found(`unitId=${unitId}`)).toEqual([sponsorId, childId]);
    expect(await found(`sponsorId=${sponsorId}`)).toEqual([childId]);
    const page = await owner.get(`/v1/people?unitId=${unitId}&limit=1`);
    expect(await found(`unitId=${unitId}&cursor=${page.body.nextCursor}`)).toEqual([childId]);
  });

  test('addresses and names that could add headers to a message are refused', async () => {
    const send = (person: object) => owner.send('POST', '/v1/people', { unitId: root, name: 'A', ...person });
    for (const email of [
      'a@b.example\r\nBcc: x@y.example',
      'a@b.example\n',
      'a b@c.example',
      'a@b.example,c@d.example',
      'x',
    ])
      expect(pointers(await send({ email }))).toEqual(['/email']);
    expect(pointers(await send({ name: 'A\r\nBcc: x@y.example' }))).toEqual(['/name']);
    expect(pointers(await send({ name: ' ' }))).toEqual(['/name']);
    expect((await send({ email: 'Asha@Example.ORG' })).body.email).toBe('asha@example.org');
  });

  test('service numbers are unique in the organisation', async () => {
    const id = await createPersonByApi(owner, { unitId: root, name: 'One', serviceNumber: 'IAF-1' });
    const second = await createPersonByApi(owner, { unitId: root, name: 'Two', serviceNumber: 'IAF-2' });
    const again = await owner.send('POST', '/v1/people', { unitId: root, name: 'Three', serviceNumber: 'IAF-1' });
    expect(again.status).toBe(409);
    expect((await owner.send('PATCH', `/v1/people/${second}`, { serviceNumber: 'IAF-1' })).status).toBe(409);
    expect((await owner.send('PATCH', `/v1/people/${id}`, { serviceNumber: null })).body.serviceNumber).toBeNull();
  });

  test('a sponsor is another person, within reach, and no dependant', async () => {
    const sponsorId = await createPersonByApi(owner, { unitId: root, name: 'Sponsor' });
    const childId = await createPersonByApi(owner, { unitId: root, name: 'Child', sponsorId });
    const patch = (id: string, body: object) => owner.send('PATCH', `/v1/people/${id}`, body);
    expect(pointers(await patch(sponsorId, { sponsorId }))).toEqual(['/sponsorId']);
    expect(pointers(await patch(sponsorId, { sponsorId: childId }))).toEqual(['/sponsorId']);
    expect(pointers(await patch(childId, { sponsorId: stranger }))).toEqual(['/sponsorId']);
    expect(pointers(await patch(childId, { sponsorId: null, sponsorInformed: true }))).toEqual(['/sponsorInformed']);
  });

  test('erasing a person leaves nothing that names them: row, audit details, search, links, messages', async () => {
    const person = { unitId: root, name: 'Erasmus Secretname', email: 'erasmus@example.org', serviceNumber: 'ER-1' };
    const id = await createPersonByApi(owner, person);
    await owner.send('PATCH', `/v1/people/${id}`, { locale: 'hi' });
    const device = await enrolDevice(host, { personId: id });
    const findingId = await insertFinding(host, device.id);
    const { advisoryId, token } = await insertNotice(host, { personId: id, deviceId: device.id, findingId });
    const search = () => owner.get('/v1/devices?q=secretname').then((answer) => answer.body.items.length);
    expect(await search()).toBe(1);
    host.jobs.length = 0;

    expect((await owner.send('DELETE', `/v1/people/${id}`)).status).toBe(204);

    expect(await search()).toBe(0);
    expect((await owner.get(`/v1/people/${id}`)).body).toMatchObject({ name: '', email: null, serviceNumber: null });
    expect((await owner.get(`/v1/devices/${device.id}`)).body.person).toBeNull();
    expect((await host.app.inject(`/p/${token}`)).statusCode).toBe(404);
    expect(host.jobs).toContainEqual(expect.objectContaining({ queue: 'evaluate' }));
    const left = await withOrganisation(host.database, host.organisationId, async (tx) => ({
      advisory: await tx.advisory.findUniqueOrThrow({ where: { id: advisoryId } }),
      deliveries: await tx.delivery.findMany({ where: { advisoryId } }),
      events: await tx.auditEvent.findMany({ where: { personId: id } }),
    }));
    expect(left.advisory.state).toBe('resolved');
    expect(left.deliveries.map((delivery) => delivery.state)).toEqual(['cancelled']);
    expect(left.events.map((event) => event.details).join()).not.toMatch(/erasmus|secretname|ER-1/i);
    expect(left.events.filter((event) => event.action === 'person.created')).toMatchObject([
      { details: null, salt: null },
    ]);
    expect(left.events.map((event) => event.action)).toContain('person.erased');
    expect((await owner.send('PATCH', `/v1/people/${id}`, { name: 'Back' })).status).toBe(409);
  });

  test('within a unit, people outside it and of other organisations answer as unknown ones', async () => {
    const unitId = await createUnitByApi(owner, 'post', root);
    const outside = await createPersonByApi(owner, { unitId: root, name: 'Outside' });
    const admin = await createCaller(host, 'administrator', { unitId });
    const unknown = await admin.get('/v1/people/01900000-0000-7000-8000-000000000000');
    for (const id of [outside, stranger]) {
      expect((await admin.get(`/v1/people/${id}`)).text).toBe(unknown.text);
      expect((await admin.send('PATCH', `/v1/people/${id}`, { name: 'x' })).text).toBe(unknown.text);
      expect((await admin.send('DELETE', `/v1/people/${id}`)).text).toBe(unknown.text);
    }
    expect((await admin.get('/v1/people')).body.items).toEqual([]);
    expect((await admin.get(`/v1/people?unitId=${root}`)).body.items).toEqual([]);
    expect((await admin.send('POST', '/v1/people', { unitId: root, name: 'x' })).status).toBe(422);
  });
});
