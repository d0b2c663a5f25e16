import { foldFleetCounts } from '@cordon/db';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestOrganisation } from '../../testing/test-app.ts';
import {
  createCaller,
  createPersonByApi,
  createUnitByApi,
  enrolDevice,
  insertFinding,
  type TestCaller,
} from '../../testing/test-callers.ts';

let host: TestApp;
let owner: TestCaller;
let other: TestOrganisation;

beforeAll(async () => {
  host = await createTestApp();
  owner = await createCaller(host, 'owner');
  other = await host.addOrganisation('Other Force');
});
afterAll(() => host.close());

const EVIDENCE = {
  reportId: '01900000-0000-7000-8000-000000000001',
  pointer: '/connections/0',
  observedAt: Date.UTC(2014, 9, 21),
  observed: { host: 'api.account.xiaomi.com', ip: '42.62.94.2', data: ['imei'] },
  expected: { deny: { countries: ['CN'] } },
  catalogueEntry: 'vendor:xiaomi',
  matched: [{ condition: 'country', value: 'CN' }],
  place: { country: 'CN', databaseDate: '2026-06-17' },
};

describe('findings', () => {
  test('a finding is shown with what was observed and expected, in words, and with its history', async () => {
    const device = await enrolDevice(host);
    const id = await insertFinding(host, device.id, {
      ruleId: 'data-abroad',
      ruleType: 'egress',
      subject: 'xiaomi.com:imei',
      evidence: [EVIDENCE],
      advice: 'switch-off-cloud',
    });
    const { body } = await owner.get(`/v1/findings/${id}`);
    expect(body).toMatchObject({ deviceId: device.id, status: 'open', dueAt: null, history: [{ kind: 'opened' }] });
    expect(body.evidence).toMatchObject([
      {
        observedAt: '2014-10-21T00:00:00.000Z',
        observed: EVIDENCE.observed,
        expected: EVIDENCE.expected,
        place: { country: 'CN', asn: null, special: false, databaseDate: '2026-06-17' },
      },
    ]);
    expect(body.explanation.administrator).toContain('api.account.xiaomi.com');
    expect(body.explanation.person).toMatch(/^This phone sent your IMEI/);
    expect(body.explanation.advice).toMatch(/cloud/);
  });

  test('a finding that happened in spite of a fix says so, in lists as well', async () => {
    const device = await enrolDevice(host);
    const id = await insertFinding(host, device.id, { despiteRemediation: 'opt-in' });
    expect((await owner.get(`/v1/findings/${id}`)).body.despiteRemediation).toBe('opt-in');
    const { items } = (await owner.get(`/v1/devices/${device.id}/findings`)).body;
    expect(items).toMatchObject([{ id, despiteRemediation: 'opt-in' }]);
  });

  test('lists filter by status, severity, rule, policy, device, unit, vendor and subject, and go on page by page', async () => {
    const unitId = await createUnitByApi(owner, 'hangar', host.organisation.rootUnitId);
    const device = await enrolDevice(host, { unitId });
    const open = await insertFinding(host, device.id);
    host.clock.advance(1);
    const low = await insertFinding(host, device.id, {
      ruleId: 'silent',
      ruleType: 'freshness',
      subject: 'device',
      severity: 'low',
      status: 'in-grace',
      policyName: 'other',
    });
    const ids = async (query: string) => {
      const { body } = await owner.get(`/v1/findings?${query}`);
      return body.items.map((finding: { id: string }) => finding.id);
    };
    const base = `unitId=${unitId}`;
    expect(await ids(base)).toEqual([low, open]);
    expect(await ids(`deviceId=${device.id}&vendor=xiaomi`)).toEqual([low, open]);
    const queries = ['status=in-grace', 'severity=low', 'ruleType=freshness', 'policy=other', 'subject=device'];
    for (const query of queries) expect([query, await ids(`${base}&${query}`)]).toEqual([query, [low]]);
    const first = await owner.get(`/v1/findings?${base}&limit=1`);
    expect(await ids(`${base}&cursor=${first.body.nextCursor}`)).toEqual([open]);
    expect((await owner.get('/v1/findings?cursor=zzz')).status).toBe(422);
  });

  test('those of a device come with the open and most severe ones first, and every one is on some page', async () => {
    const device = await enrolDevice(host);
    const made: string[] = [];
    for (const [status, severity] of [
      ['resolved', 'critical'],
      ['open', 'low'],
      ['in-grace', 'critical'],
      ['open', 'critical'],
      ['waived', 'high'],
    ]) {
      host.clock.advance(1);
      made.push(await insertFinding(host, device.id, { status, severity, subject: `${status} ${severity}` }));
    }
    const read = async (query: string): Promise<string[]> => {
      const base = `/v1/devices/${device.id}/findings?sort=worst&limit=2${query}`;
      const subjects: string[] = [];
      for (let cursor: string | null = ''; cursor !== null; ) {
        const { body } = await owner.get(`${base}${cursor && `&cursor=${cursor}`}`);
        subjects.push(...body.items.map((finding: { subject: string }) => finding.subject));
        cursor = body.nextCursor;
      }
      return subjects;
    };
    const present = ['open critical', 'open low', 'in-grace critical', 'waived high'];
    expect(await read('')).toEqual([...present, 'resolved critical']);
    expect(await read('&status=present')).toEqual(present);
    const count = await owner.get(`/v1/findings/count?deviceId=${device.id}&status=present`);
    expect(count.body).toEqual({ findings: 4, devices: 1 });
    const newest = await owner.get(`/v1/devices/${device.id}/findings`);
    expect(newest.body.items.map(({ id }: { id: string }) => id)).toEqual(made.reverse());
    expect((await owner.get(`/v1/devices/${device.id}/findings?sort=worst&cursor=zzz`)).status).toBe(422);
  });

  test('search finds a part of rule, subject, model and holder; the holder’s name only for who may read people', async () => {
    const unitId = await createUnitByApi(owner, 'searched', host.organisation.rootUnitId);
    const personId = await createPersonByApi(owner, { unitId, name: 'Cpl Unusual' });
    const device = await enrolDevice(host, { unitId, personId });
    const id = await insertFinding(host, device.id, { ruleId: 'some-rule', subject: 'a_b%c' });
    const narrow = await createCaller(host, 'owner', { scopes: ['findings:read'] });
    const found = async (caller: TestCaller, q: string) => {
      const query = `unitId=${unitId}&q=${encodeURIComponent(q)}`;
      const { items } = (await caller.get(`/v1/findings?${query}`)).body;
      expect((await caller.get(`/v1/findings/count?${query}`)).body.findings).toBe(items.length);
      return items.map((finding: { id: string }) => finding.id);
    };
    for (const q of ['ME-RULE', '_b%', 'xiaomi hm 1', 'unusual']) expect([q, await found(owner, q)]).toEqual([q, [id]]);
    for (const q of ['axb', 'nothing']) expect([q, await found(owner, q)]).toEqual([q, []]);
    expect([await found(narrow, 'some-rule'), await found(narrow, 'unusual')]).toEqual([[id], []]);
  });

  test('facets are the rules and vendors of what fails in the caller’s units; devices of no known vendor can be listed', async () => {
    const unitId = await createUnitByApi(owner, 'faceted', host.organisation.rootUnitId);
    const unknown = await enrolDevice(host, {
      unitId,
      facts: { manufacturer: 'Nobody', brand: 'Nobody', model: 'Handset Zero', product: 'zero' },
    });
    const id = await insertFinding(host, unknown.id, { policyName: 'p', ruleId: 'r' });
    await insertFinding(host, unknown.id, { policyName: 'p', ruleId: 'gone', status: 'resolved' });
    await foldFleetCounts(host.database, host.clock.now());
    const commander = await createCaller(host, 'commander', { unitId });
    const { body } = await commander.get('/v1/findings/facets');
    expect(body).toEqual({ rules: [{ policyName: 'p', ruleId: 'r' }], vendors: [null] });
    const { items } = (await commander.get('/v1/findings?vendor=-&status=failing')).body;
    expect(items.map((finding: { id: string }) => finding.id)).toEqual([id]);
  });

  test('within a unit, findings outside it and of other organisations answer as unknown ones', async () => {
    const unitId = await createUnitByApi(owner, 'pier', host.organisation.rootUnitId);
    const commander = await createCaller(host, 'commander', { unitId });
    const outside = await insertFinding(host, (await enrolDevice(host)).id);
    const foreignDevice = await enrolDevice(host, { organisationId: other.id, unitId: other.rootUnitId });
    const foreign = await insertFinding(host, foreignDevice.id, {}, other.id);
    const unknown = await commander.get('/v1/findings/01900000-0000-7000-8000-000000000000');
    for (const id of [outside, foreign]) expect((await commander.get(`/v1/findings/${id}`)).text).toBe(unknown.text);
    expect((await commander.get(`/v1/findings?deviceId=${foreignDevice.id}`)).body.items).toEqual([]);
    expect((await commander.get('/v1/findings')).body.items).toEqual([]);
  });
});
