import type { ImportFault, ImportResult } from '@cordon/contract';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestOrganisation } from '../../testing/test-app.ts';
import {
  createCaller,
  createPersonByApi,
  createUnitByApi,
  enrolDevice,
  type TestCaller,
} from '../../testing/test-callers.ts';

let host: TestApp;
let owner: TestCaller;
let root: string;
let wing: string;
let squadron: string;
let depot: string;
let other: TestOrganisation;
let otherOwner: TestCaller;

beforeAll(async () => {
  host = await createTestApp();
  root = host.organisation.rootUnitId;
  owner = await createCaller(host, 'owner');
  wing = await createUnitByApi(owner, 'wing', root);
  squadron = await createUnitByApi(owner, 'squadron', wing);
  depot = await createUnitByApi(owner, 'depot', root);
  other = await host.addOrganisation('Other Force');
  otherOwner = await createCaller(host, 'owner', { organisationId: other.id, unitId: other.rootUnitId });
});
afterAll(() => host.close());

type Kind = 'people' | 'devices';

async function send(kind: Kind, csv: string | Buffer, options: { dryRun?: boolean; by?: TestCaller } = {}) {
  const { dryRun = false, by = owner } = options;
  const answer = await host.app.inject({
    method: 'POST',
    url: `/v1/imports?kind=${kind}&dryRun=${dryRun}`,
    headers: { ...by.operator.headers, 'content-type': 'text/csv' },
    payload: csv,
  });
  return { status: answer.statusCode, body: answer.json() as ImportResult & { detail: string; errors: ImportFault[] } };
}

const lines = (...rows: string[]) => rows.join('\r\n');
const check = async (kind: Kind, csv: string, by = owner) => (await send(kind, csv, { dryRun: true, by })).body;
const faultsOf = async (kind: Kind, csv: string, by = owner) =>
  (await check(kind, csv, by)).faults.map(({ row, column, detail }) => `${row} ${column}: ${detail}`);
const named = async (text: string, by = owner) => (await by.get(`/v1/people?q=${encodeURIComponent(text)}`)).body.items;
const events = async (action: string) => (await owner.get(`/v1/audit-events?action=${action}&limit=200`)).body.items;

describe('an import of people', () => {
  const FAMILY = lines(
    'Name,Service number,E-mail,Unit,Language,Sponsor,Minor',
    'Veer Rao,,,,,IMP-1,yes',
    '"Rao, Asha",IMP-1,Asha.Rao@cordon.example,wing/squadron,en,,',
    'Without Number,,none@cordon.example,depot,hi,,no',
  );
  const family = FAMILY.replace('E-mail', 'email');

  test('adds them with their families, whatever the order of the rows; the same file again changes nothing', async () => {
    const tried = await send('people', family, { dryRun: true });
    expect(tried.body).toMatchObject({ isApplied: false, id: null, rows: 3, created: 3, faultCount: 0 });
    expect(await named('Rao')).toEqual([]);
    const done = await send('people', family);
    expect(done).toMatchObject({ status: 200, body: { isApplied: true, created: 3, updated: 0, unchanged: 0 } });
    const [asha] = await named('IMP-1');
    expect(asha).toMatchObject({ name: 'Rao, Asha', email: 'asha.rao@cordon.example', unitId: squadron });
    expect(await named('Veer')).toMatchObject([{ sponsorId: asha.id, isMinor: true, unitId: squadron }]);
    expect(await named('Without')).toMatchObject([{ unitId: depot, locale: 'hi', serviceNumber: null }]);
    const before = { people: await named(''), events: await events('person.created') };
    const again = await send('people', family);
    expect(again.body).toMatchObject({ id: null, created: 0, updated: 0, unchanged: 3 });
    expect({ people: await named(''), events: await events('person.created') }).toEqual(before);
  });

  test('changes whom it knows; an empty cell leaves what is there, a hyphen empties it', async () => {
    await send('people', lines('name,service number,email,unit', 'Bala Iyer,IMP-20,bala@cordon.example,depot'));
    const { body } = await send('people', lines('service number,name,email,unit', 'IMP-20,Bala R Iyer,,'));
    expect(body).toMatchObject({ updated: 1, changes: [{ row: 2, action: 'update', name: 'Bala R Iyer' }] });
    expect(body.changes[0]?.columns).toEqual([{ column: 'name', before: 'Bala Iyer', after: 'Bala R Iyer' }]);
    expect(await named('IMP-20')).toMatchObject([{ email: 'bala@cordon.example', unitId: depot }]);
    await send('people', lines('service number,email', 'IMP-20,-'));
    expect(await named('IMP-20')).toMatchObject([{ name: 'Bala R Iyer', email: null }]);
  });

  test('a dry run tells every fault of every row, with row, column and how to mend it, and what is well', async () => {
    const csv = lines(
      'name,service number,email,unit,language,sponsor,minor',
      'Good One,IMP-30,good@cordon.example,depot,en,,no',
      'Bad Mail,IMP-31,not an address,nowhere,English,,perhaps',
      'Twin,IMP-30,,depot,,,',
      'No Sponsor,,,,,IMP-99,',
      'Nobody,,,depot,,,',
      ',IMP-32,,depot,,,',
      'No Unit,IMP-33,,,,,',
      'Short Row,IMP-34',
    );
    expect(await faultsOf('people', csv)).toEqual([
      '3 email: This is no e-mail address.',
      '3 language: This is no language tag.',
      '3 minor: This is neither yes nor no.',
      '3 unit: There is no such unit that you may change.',
      '4 service number: Row 2 is about the same.',
      '5 sponsor: There is no such person.',
      '6 null: Nothing says who this is.',
      '7 null: Nobody is known by this, and there is no name.',
      '8 null: A new person needs a unit that you may change.',
      '9 null: The row has 2 cells, and there are 7 headings.',
    ]);
    const result = await check('people', csv);
    expect(result).toMatchObject({ rows: 8, created: 1, faulty: 7, faultCount: 10 });
    expect(result.faults[0]).toMatchObject({ value: 'not an address', remedy: expect.stringContaining('Write one') });
  });

  test('with any fault imports nothing, and says so with the faults', async () => {
    const answer = await send('people', lines('name,service number,unit', 'A,IMP-40,depot', 'B,IMP-41,nowhere'));
    expect(answer).toMatchObject({ status: 422, body: { errors: [{ pointer: '/rows/3/unit' }] } });
    expect(await named('IMP-40')).toEqual([]);
  });

  test('headings that are unknown, repeated or missing are faults of row 1', async () => {
    expect(await faultsOf('people', lines('name,phone,Name,email', 'A,1,A,a@b.example'))).toEqual([
      '1 phone: There is no such column.',
      '1 Name: Two columns have this heading.',
    ]);
    expect(await faultsOf('people', '')).toEqual(['1 null: The file is empty.']);
  });

  test('cells that a spreadsheet would run as a formula, or that add lines to a mail, are refused', async () => {
    for (const name of ['=HYPERLINK("x")', '+1', '@SUM(A1)', '-2+3']) {
      const csv = lines('name,service number,unit', `"${name.replaceAll('"', '""')}",IMP-50,depot`);
      expect(await faultsOf('people', csv)).toEqual(['2 name: A spreadsheet would run this as a formula.']);
    }
    const split = lines('name,service number,unit', '"A\nBcc: x@y.example",IMP-50,depot');
    expect(await faultsOf('people', split)).toEqual(['2 name: This is no name.']);
    // Our own exports put the apostrophe there.
    await send('people', lines('name,service number,unit', "'=A,IMP-51,depot"));
    expect(await named('IMP-51')).toMatchObject([{ name: '=A' }]);
  });

  test('a family is of two generations: no dependant of a dependant, nobody their own sponsor', async () => {
    const csv = lines(
      'name,service number,unit,sponsor,sponsor informed',
      'Head,IMP-60,depot,,',
      'Child,IMP-61,depot,IMP-60,',
      'Grandchild,IMP-62,depot,IMP-61,',
      'Self,IMP-63,depot,IMP-63,',
      'Alone,IMP-64,depot,,yes',
    );
    expect(await faultsOf('people', csv)).toEqual([
      '4 sponsor: A dependant cannot be a sponsor.',
      '5 sponsor: Nobody is their own sponsor.',
      '6 sponsor informed: Without a sponsor there is nobody else to inform.',
    ]);
    const sponsorId = await createPersonByApi(owner, { unitId: depot, name: 'Known Head', serviceNumber: 'IMP-65' });
    await createPersonByApi(owner, { unitId: depot, name: 'Known Child', sponsorId });
    const turned = lines('service number,sponsor,name,unit', 'IMP-65,IMP-66,,', 'IMP-66,,New Head,depot');
    expect(await faultsOf('people', turned)).toEqual(['2 sponsor: This person has dependants and so cannot be one.']);
  });

  test('two rows for one e-mail address are refused unless service numbers tell them apart', async () => {
    const shared = lines(
      'name,email,service number,unit',
      'A,x@cordon.example,,depot',
      'B,x@cordon.example,IMP-70,depot',
    );
    expect(await faultsOf('people', shared)).toEqual(['2 email: Row 3 has the same e-mail address.']);
    const told = lines(
      'name,email,service number,unit',
      'A,x@cordon.example,IMP-71,depot',
      'B,x@cordon.example,IMP-70,depot',
    );
    expect((await send('people', told)).body.created).toBe(2);
    expect((await send('people', told)).body.unchanged).toBe(2);
  });

  test('each person has an audit event of their own, without a name in that of the import', async () => {
    const { body } = await send('people', lines('name,service number,unit', 'Audited Person,IMP-80,depot'));
    const [person] = await named('IMP-80');
    const created = (await events('person.created')).find(
      (event: { target: { id: string } }) => event.target.id === person.id,
    );
    expect(created).toMatchObject({ details: { after: { name: 'Audited Person' }, importId: body.id } });
    const applied = (await events('import.applied')).find(
      (event: { target: { id: string } }) => event.target.id === body.id,
    );
    expect(applied).toMatchObject({ details: { kind: 'people', created: 1 } });
    expect(JSON.stringify(applied)).not.toContain('Audited Person');
  });

  test('imports thousands in one transaction, and lists the first of what it did', async () => {
    const people = Array.from({ length: 6_000 }, (_, n) => `Person ${n},BULK-${n},p${n}@cordon.example,depot`);
    const { body } = await send('people', lines('name,service number,email,unit', ...people));
    expect(body).toMatchObject({ created: 6_000, changes: { length: 500 } });
    expect(await named('BULK-5999')).toMatchObject([{ name: 'Person 5999' }]);
  }, 60_000);
});

describe('an import of devices', () => {
  test('assigns, moves, tags and groups enrolled handsets by IMEI, serial number or id, and has them judged again', async () => {
    const personId = await createPersonByApi(owner, { unitId: depot, name: 'Holder', serviceNumber: 'DEV-1' });
    const first = await enrolDevice(host, { facts: { serialNumber: 'SER-1', imei: ['490154203237518'] } });
    host.clock.advance(1);
    const second = await enrolDevice(host, { facts: { serialNumber: 'SER-2', imei: ['490154203237526'] } });
    const csv = lines(
      'imei;serial number;holder;unit;ownership;tags;groups',
      '49-015420-323751-8;SER-1;DEV-1;depot;Issued;"duty; depot; duty";pilot-ring',
      ';SER-2;;;;new;',
    );
    const before = host.jobs.length;
    expect((await send('devices', csv)).body).toMatchObject({ updated: 2, unchanged: 0, created: 0 });
    expect(host.jobs.slice(before)).toMatchObject([{ data: { deviceIds: [first.id, second.id] } }]);
    const device = (await owner.get(`/v1/devices/${first.id}`)).body;
    expect(device).toMatchObject({
      person: { id: personId },
      unit: { id: depot },
      ownership: 'issued',
      tags: ['depot', 'duty'],
      groups: ['pilot-ring'],
    });
    const found = (await owner.get('/v1/devices?q=Holder')).body.items;
    expect(found).toMatchObject([{ id: first.id }]);
    expect((await send('devices', csv)).body).toMatchObject({ id: null, updated: 0, unchanged: 2 });
    const cleared = lines('id,holder,tags', `${first.id},-,-`);
    expect((await send('devices', cleared)).body.changes[0]?.columns).toEqual([
      { column: 'holder', before: 'Holder', after: null },
      { column: 'tags', before: 'depot; duty', after: '' },
    ]);
  });

  test('handsets that never enrolled, numbers that a spreadsheet shortened and contradictions are faults', async () => {
    const one = await enrolDevice(host, { facts: { serialNumber: 'SER-11', imei: ['490154203237534'] } });
    await enrolDevice(host, { facts: { serialNumber: 'SER-12', imei: ['490154203237542'] } });
    const csv = lines(
      'imei,serial number,id,holder',
      '356938035643809,,,',
      '4.90E+14,,,',
      '490154203237534,SER-12,,',
      `,,${one.id},NOBODY-1`,
      ',,,DEV-1',
    );
    expect(await faultsOf('devices', csv)).toEqual([
      '2 imei: No enrolled device that you may change has this.',
      '3 imei: The spreadsheet has shortened this number.',
      '4 null: IMEI, serial number and id name different devices.',
      '5 holder: There is no such person.',
      '6 null: Nothing says which device this is.',
    ]);
    await owner.send('POST', `/v1/devices/${one.id}/retire`, { reason: 'lost' });
    expect(await faultsOf('devices', lines('id,tags', `${one.id},x`))).toEqual(['2 id: This device is retired.']);
  });
});

describe('who may import', () => {
  test('roles that change neither people nor devices are refused, and so is a token without the permissions', async () => {
    const csv = lines('name,service number,unit', 'A,NO-1,depot');
    for (const role of ['auditor', 'commander', 'security-officer', 'approver'] as const) {
      const caller = await createCaller(host, role);
      expect((await send('people', csv, { by: caller })).status).toBe(403);
      expect((await caller.get('/v1/imports/people')).status).toBe(403);
    }
    const narrow = await createCaller(host, 'owner', { scopes: ['imports:write', 'devices:write'] });
    expect((await send('people', csv, { by: narrow, dryRun: true })).status).toBe(403);
    expect((await send('devices', lines('imei', '1'), { by: narrow, dryRun: true })).status).toBe(403);
  });

  test('a helpdesk of one unit imports into it and below, and finds nothing of the others', async () => {
    const helpdesk = await createCaller(host, 'helpdesk', { unitId: wing });
    await createPersonByApi(owner, {
      unitId: depot,
      name: 'Out',
      serviceNumber: 'SCOPE-1',
      email: 'out@cordon.example',
    });
    await createPersonByApi(owner, { unitId: depot, name: 'Out Too', serviceNumber: 'SCOPE-5' });
    const device = await enrolDevice(host, { unitId: depot, facts: { serialNumber: 'SER-21', imei: [] } });
    const csv = lines(
      'name,service number,email,unit,sponsor',
      'In,SCOPE-2,,squadron,',
      'Elsewhere,SCOPE-3,,depot,',
      'Out Again,SCOPE-1,,squadron,',
      'Guess,,out@cordon.example,squadron,',
      'Kin,SCOPE-4,,squadron,SCOPE-5',
    );
    expect(await faultsOf('people', csv, helpdesk)).toEqual([
      '3 unit: There is no such unit that you may change.',
      '4 null: This is somebody of a unit that you may not change.',
      '6 sponsor: There is no such person.',
    ]);
    const devices = lines('id,unit', `${device.id},squadron`);
    expect(await faultsOf('devices', devices, helpdesk)).toEqual([
      '2 id: No enrolled device that you may change has this.',
    ]);
    expect((await send('people', lines('name,service number,unit', 'In,SCOPE-2,wing'), { by: helpdesk })).status).toBe(
      200,
    );
  });

  test("another organisation's people, units and devices are as unknown as those that do not exist", async () => {
    await createPersonByApi(otherOwner, { unitId: other.rootUnitId, name: 'Theirs', serviceNumber: 'OTHER-1' });
    const theirs = await enrolDevice(host, {
      organisationId: other.id,
      unitId: other.rootUnitId,
      facts: { serialNumber: 'SER-31', imei: ['490154203237559'] },
    });
    const csv = lines('imei,id,holder', '490154203237559,,', `,${theirs.id},OTHER-1`);
    expect(await faultsOf('devices', csv)).toEqual([
      '2 imei: No enrolled device that you may change has this.',
      '3 id: No enrolled device that you may change has this.',
      '3 holder: There is no such person.',
    ]);
    const sameNumber = lines('name,service number,unit', 'Ours,OTHER-1,depot');
    expect((await send('people', sameNumber)).body.created).toBe(1);
    expect(await named('OTHER-1', otherOwner)).toMatchObject([{ name: 'Theirs' }]);
  });

  test('bodies of another type and beyond 16 MiB are refused', async () => {
    const { headers } = owner.operator;
    const url = '/v1/imports?kind=people&dryRun=true';
    const json = await host.app.inject({ method: 'POST', url, headers, payload: { a: 1 } });
    expect(json.statusCode).toBe(415);
    expect((await send('people', Buffer.alloc(17 * 1_048_576, 'a'))).status).toBe(413);
  });
});

describe('the format of a file', () => {
  test('its template is a file without faults of its columns', async () => {
    for (const kind of ['people', 'devices'] as const) {
      const { body } = await owner.get(`/v1/imports/${kind}`);
      const [headings] = body.template.split('\r\n');
      expect(headings.split(',')).toEqual(body.columns.map((column: { heading: string }) => column.heading));
      expect((await check(kind, body.template)).faults.filter(({ row }) => row === 1)).toEqual([]);
    }
  });
});
