import { withOrganisation } from '@cordon/db';
import { policyJsonSchema } from '@cordon/policy';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { createCaller, enrolDevice, type TestCaller } from '../../testing/test-callers.ts';

let host: TestApp;
let owner: TestCaller;

beforeAll(async () => {
  host = await createTestApp();
  owner = await createCaller(host, 'owner');
});
afterAll(() => host.close());

interface Parts {
  title?: string;
  appliesTo?: string;
  rules?: string;
  evidence?: string;
}

function yamlOf(name: string, { title = 'T', appliesTo = '', rules = VENDOR, evidence = '' }: Parts = {}): string {
  return `apiVersion: cordon/v1\nkind: Policy\nmetadata: { name: ${name}, title: ${title} }\nspec:\n${appliesTo}  rules:\n${rules}${evidence}`;
}
const VENDOR = '    - id: banned\n      vendor: { deny: [xiaomi] }\n';
const SILENT = '    - id: silent\n      freshness: { maxAge: P7D }\n';

const put = (name: string, source: string, format = 'yaml') =>
  owner.send('PUT', `/v1/policies/${name}`, { format, source });
const publish = (name: string, body = {}) => owner.send('POST', `/v1/policies/${name}/publish`, body);
const organisation = () =>
  withOrganisation(host.database, host.organisationId, (tx) => tx.organisation.findFirstOrThrow());
const inForceSince = async (version: number) => {
  const where = { version };
  const row = await withOrganisation(host.database, host.organisationId, (tx) =>
    tx.policyVersion.findFirstOrThrow({ where, orderBy: { createdAt: 'desc' } }),
  );
  return row.ruleInForceSince;
};

describe('policies', () => {
  test('a document may come as YAML, as JSON, or in an envelope; the draft is replaced until it is published', async () => {
    const yaml = await host.app.inject({
      method: 'PUT',
      url: '/v1/policies/forms',
      headers: { ...owner.operator.headers, 'content-type': 'application/yaml' },
      body: yamlOf('forms', { title: 'One' }),
    });
    expect(yaml.json()).toMatchObject({
      policy: { draft: 1, inForce: null },
      draft: { title: 'One', sourceFormat: 'yaml' },
    });
    const document = {
      apiVersion: 'cordon/v1',
      kind: 'Policy',
      metadata: { name: 'forms', title: 'Two' },
      spec: { rules: [{ id: 'silent', freshness: { maxAge: 'P7D' } }] },
    };
    const json = await owner.send('PUT', '/v1/policies/forms', document);
    expect(json.body).toMatchObject({
      policy: { draft: 1 },
      draft: { version: 1, title: 'Two', sourceFormat: 'json' },
    });
    expect((await put('forms', yamlOf('forms', { title: 'Three' }))).body.draft).toMatchObject({
      version: 1,
      title: 'Three',
    });
    const shown = await owner.get('/v1/policies/forms/versions/1');
    expect(shown.body).toMatchObject({ state: 'draft', source: yamlOf('forms', { title: 'Three' }) });
    expect(shown.body.document.metadata.name).toBe('forms');
  });

  test('every fault of a document is told at once, with pointer, line and column, and nothing is stored', async () => {
    const bad = yamlOf('other-name', {
      rules: '    - id: banned\n      vendor: { deny: [no-such-vendor] }\n      colour: red\n',
    });
    const answer = await put('faulty', bad);
    expect(answer.status).toBe(422);
    expect(answer.body.type).toBe('urn:cordon:problem:policy-invalid');
    const errors = answer.body.errors as { pointer: string; line: number; column: number }[];
    expect(errors.map((error) => error.pointer)).toEqual([
      '/metadata/name',
      '/spec/rules/0/vendor/deny/0',
      '/spec/rules/0/colour',
    ]);
    expect(errors[1]).toMatchObject({ line: 7, column: 24 });
    expect((await put('faulty', yamlOf('other-name'))).body.errors).toMatchObject([
      { pointer: '/metadata/name', line: 3, column: 13 },
    ]);
    expect((await put('faulty', '{ "a": ', 'json')).body.type).toBe('urn:cordon:problem:policy-invalid');
    const broken = await host.app.inject({
      method: 'PUT',
      url: '/v1/policies/faulty',
      headers: { ...owner.operator.headers, 'content-type': 'application/json' },
      body: '{ "a": ',
    });
    expect(broken.json().type).toBe('urn:cordon:problem:policy-invalid');
    expect((await owner.get('/v1/policies/faulty')).status).toBe(404);
  });

  test('a document being written is linted as it would be stored, and is not', async () => {
    const lint = (source: string) => owner.send('POST', '/v1/policies/drawn/lint', { format: 'yaml', source });
    const good = await lint(yamlOf('drawn'));
    expect(good.body).toMatchObject({ faults: [], document: { metadata: { name: 'drawn' } } });
    const warned = await lint(yamlOf('drawn', { appliesTo: '  appliesTo: { units: [nowhere] }\n' }));
    expect(warned.body.faults).toMatchObject([{ severity: 'warning', line: 5, column: 24 }]);
    const bad = await lint(yamlOf('other', { rules: '    - id: banned\n      vendor: { deny: [redmi] }\n' }));
    expect(bad.status).toBe(200);
    expect(bad.body).toMatchObject({
      faults: [
        { pointer: '/metadata/name', line: 3, severity: 'error' },
        { pointer: '/spec/rules/0/vendor/deny/0', line: 7, message: expect.stringContaining('write xiaomi') },
      ],
      document: null,
    });
    expect((await owner.get('/v1/policies/drawn')).status).toBe(404);
    const auditor = await createCaller(host, 'auditor');
    expect((await auditor.send('POST', '/v1/policies/drawn/lint', { format: 'yaml', source: 'a' })).status).toBe(403);
  });

  test('what a version changes is told in meaning, from the version before or from any other', async () => {
    await put('compared', yamlOf('compared'));
    await publish('compared');
    await put('compared', `# the same, and more\n${yamlOf('compared', { rules: SILENT + VENDOR })}`);
    await publish('compared');
    await put('compared', yamlOf('compared', { rules: SILENT }));
    const changes = (version: number, since = '') =>
      owner.get(`/v1/policies/compared/versions/${version}/changes${since}`);
    expect((await changes(1)).body).toEqual({ since: null, changes: [] });
    const silent = { kind: 'rule', id: 'silent' };
    expect((await changes(2)).body).toMatchObject({ since: 1, changes: [{ kind: 'added', part: silent }] });
    const removed = { kind: 'removed', part: { kind: 'rule', id: 'banned' } };
    expect((await changes(3)).body).toMatchObject({ since: 2, changes: [removed] });
    expect((await changes(3, '?since=1')).body.changes).toHaveLength(2);
    expect((await changes(3, '?since=9')).status).toBe(404);
  });

  test('a draft that somebody else saved meanwhile is not overwritten: the put says what to do and stores nothing', async () => {
    const putWith = (source: string, headers: Record<string, string>) =>
      host.app.inject({
        method: 'PUT',
        url: '/v1/policies/shared',
        headers: { ...owner.operator.headers, ...headers },
        body: { format: 'yaml', source },
      });
    const texts = ['One', 'Two', 'Three'].map((title) => yamlOf('shared', { title }));
    const [one = '', two = '', three = ''] = texts;
    expect((await putWith(one, { 'if-match': '"none"' })).json().detail).toContain('put without If-Match');
    expect((await putWith(one, { 'if-none-match': '*' })).statusCode).toBe(200);
    const { etag } = (await owner.get('/v1/policies/shared')).headers;
    expect((await owner.get('/v1/policies/shared/versions/1')).headers.etag).toBe(etag);
    const commented = await putWith(`# why\n${one}`, { 'if-match': String(etag) });
    expect([commented.statusCode, commented.headers.etag === etag]).toEqual([200, false]);
    const late = await putWith(two, { 'if-match': String(etag) });
    expect([late.statusCode, late.json().type]).toEqual([412, 'urn:cordon:problem:precondition-failed']);
    expect(late.json().detail).toContain('Read it at /v1/policies/shared/versions/1');
    expect((await putWith(two, { 'if-none-match': '*' })).statusCode).toBe(412);
    expect((await owner.get('/v1/policies/shared/versions/1')).body.source).toBe(`# why\n${one}`);
    // Publishing writes no new text: who edits the draft goes on from it.
    await publish('shared');
    expect((await putWith(two, { 'if-match': String(commented.headers.etag) })).json().draft.version).toBe(2);
    expect((await putWith(three, { 'if-match': String(commented.headers.etag) })).statusCode).toBe(412);
    expect((await putWith(three, { 'if-match': '*' })).statusCode).toBe(200);
  });

  test('a unit that does not exist is a warning; a rule on networks of operators is refused without their database', async () => {
    const warned = await put('scoped', yamlOf('scoped', { appliesTo: '  appliesTo: { units: [nowhere] }\n' }));
    expect(warned.body.warnings).toMatchObject([{ pointer: '/spec/appliesTo/units/0' }]);
    const asns = '    - id: abroad\n      egress: { deny: { asns: [4808] } }\n';
    expect((await put('asns', yamlOf('asns', { rules: asns }))).body.errors[0].pointer).toBe(
      '/spec/rules/0/egress/deny/asns',
    );
  });

  test('names of the scope that nothing has are told beside all other faults, each at its place', async () => {
    const device = await enrolDevice(host, { unitId: host.organisation.rootUnitId });
    await owner.send('PATCH', `/v1/devices/${device.id}`, { groups: ['ring-1'] });
    const appliesTo = [
      '  appliesTo:',
      '    units: [nowhere]',
      '    groups: [ring-1, no-group]',
      `    except: { units: [nobody], groups: [none], devices: [${device.id}, not-a-device] }`,
      '',
    ].join('\n');
    const rules = '    - id: banned\n      vendor: { deny: [redmi] }\n';
    const warnings = [
      { pointer: '/spec/appliesTo/units/0', line: 6, column: 13, severity: 'warning', message: 'no unit has this key' },
      { pointer: '/spec/appliesTo/groups/1', line: 7, message: 'no device is in a group of this name' },
      { pointer: '/spec/appliesTo/except/units/0', line: 8, severity: 'warning' },
      { pointer: '/spec/appliesTo/except/groups/0', line: 8, severity: 'warning' },
      { pointer: '/spec/appliesTo/except/devices/1', line: 8, message: 'no device has this id' },
    ];
    const lint = (source: string) => owner.send('POST', '/v1/policies/named/lint', { format: 'yaml', source });
    expect((await lint(yamlOf('named', { appliesTo }))).body.faults).toMatchObject(warnings);
    const fault = { pointer: '/spec/rules/0/vendor/deny/0', line: 11, severity: 'error' };
    expect((await lint(yamlOf('named', { appliesTo, rules }))).body.faults).toMatchObject([...warnings, fault]);
    expect((await put('named', yamlOf('named', { appliesTo, rules }))).body.errors).toMatchObject([...warnings, fault]);
    expect((await put('named', yamlOf('named', { appliesTo }))).body.warnings).toHaveLength(5);
  });

  test('publishing makes the draft immutable, raises the epoch, and keeps the date of rules that did not change', async () => {
    const first = host.clock.now();
    const { rulesEpoch } = await organisation();
    await put('dated', yamlOf('dated'));
    expect((await publish('dated')).body).toMatchObject({
      version: 1,
      state: 'in-force',
      effectiveFrom: first.toISOString(),
    });
    expect((await organisation()).rulesEpoch).toBe(rulesEpoch + 1n);
    expect((await publish('dated')).status).toBe(409);
    host.clock.advance(60_000);
    await put('dated', yamlOf('dated', { title: 'New', rules: VENDOR + SILENT }));
    await publish('dated');
    expect(await inForceSince(2)).toEqual({ banned: first.getTime(), silent: host.clock.now().getTime() });
    const versions = await owner.get('/v1/policies/dated/versions');
    expect(versions.body.items).toMatchObject([
      { version: 2, state: 'in-force' },
      { version: 1, state: 'superseded' },
    ]);
    const page = await owner.get('/v1/policies/dated/versions?limit=1');
    const rest = await owner.get(`/v1/policies/dated/versions?cursor=${page.body.nextCursor}`);
    expect(rest.body.items).toMatchObject([{ version: 1 }]);
    host.clock.advance(60_000);
    await put('dated', yamlOf('dated', { rules: VENDOR, appliesTo: '  appliesTo: { ownership: [issued] }\n' }));
    await publish('dated');
    expect(await inForceSince(3)).toEqual({ banned: host.clock.now().getTime() });
  });

  test('a version published ahead is scheduled: the epoch rises then, not now', async () => {
    const { rulesEpoch } = await organisation();
    const effectiveFrom = new Date(host.clock.now().getTime() + 3_600_000).toISOString();
    await put('ahead', yamlOf('ahead'));
    expect((await publish('ahead', { effectiveFrom })).body).toMatchObject({ state: 'scheduled', effectiveFrom });
    expect(await organisation()).toMatchObject({ rulesEpoch, nextEpochAt: new Date(effectiveFrom) });
    expect((await owner.get('/v1/policies/ahead')).body).toMatchObject({ inForce: null, scheduled: 1, draft: null });
    await put('past', yamlOf('past'));
    const past = new Date(host.clock.now().getTime() - 1).toISOString();
    expect((await publish('past', { effectiveFrom: past })).body.errors).toMatchObject([{ pointer: '/effectiveFrom' }]);
  });

  test('what a version concerns is stored with its epoch: names on lists alone, and only if it holds from now on', async () => {
    const rules = (domain: string, severity = 'high') =>
      `    - { id: hosts, severity: ${severity}, egress: { deny: { domains: [a.example, ${domain}] } } }\n`;
    const epochs: bigint[] = [];
    for (const [text, body] of [
      [rules('b.example'), {}],
      [rules('c.example'), {}],
      [rules('c.example', 'low'), {}],
      [rules('d.example', 'low'), { effectiveFrom: new Date(host.clock.now().getTime() + 60_000).toISOString() }],
    ] as const) {
      await put('lists', yamlOf('lists', { rules: text }));
      expect((await publish('lists', body)).status).toBe(200);
      epochs.push((await organisation()).rulesEpoch);
    }
    const concerns = await withOrganisation(host.database, host.organisationId, (tx) =>
      tx.epochConcern.findMany({ where: { epoch: { in: epochs } } }),
    );
    expect(concerns).toEqual([
      { organisationId: host.organisationId, epoch: epochs[1], domains: ['b.example', 'c.example'], packages: [] },
    ]);
  });

  test('a withdrawn policy is out of force until it is published anew, and its rules then count as new', async () => {
    await put('leaving', yamlOf('leaving'));
    expect((await owner.send('POST', '/v1/policies/leaving/withdraw')).status).toBe(409);
    await publish('leaving');
    const { rulesEpoch } = await organisation();
    const withdrawn = await owner.send('POST', '/v1/policies/leaving/withdraw');
    expect(withdrawn.body).toMatchObject({ inForce: null, withdrawnAt: host.clock.now().toISOString() });
    expect((await organisation()).rulesEpoch).toBe(rulesEpoch + 1n);
    expect((await owner.send('POST', '/v1/policies/leaving/withdraw')).status).toBe(409);
    host.clock.advance(60_000);
    await put('leaving', yamlOf('leaving'));
    await publish('leaving');
    expect((await owner.get('/v1/policies/leaving')).body).toMatchObject({ inForce: 2, withdrawnAt: null });
    expect(await inForceSince(2)).toEqual({ banned: host.clock.now().getTime() });
  });

  test('one id of evidence is one source in the organisation', async () => {
    const evidence = (date: string) => `  evidence:\n    - { id: lab-1, title: Lab, date: ${date} }\n`;
    expect((await put('cites', yamlOf('cites', { evidence: evidence('2014-08-07') }))).status).toBe(200);
    expect((await put('also', yamlOf('also', { evidence: evidence('2014-08-07') }))).status).toBe(200);
    const clash = await put('also', yamlOf('also', { evidence: evidence('2014-08-08') }));
    expect(clash.body.errors).toMatchObject([{ pointer: '/spec/evidence/0/id' }]);
  });

  test('policies are the whole organisation’s: changing them takes a right on its root, other organisations see none', async () => {
    const unit = await owner.send('POST', '/v1/units', {
      key: 'sub',
      name: 'Sub',
      parentId: host.organisation.rootUnitId,
    });
    const admin = await createCaller(host, 'administrator', { unitId: unit.body.id });
    await put('guarded', yamlOf('guarded'));
    const body = { format: 'yaml', source: yamlOf('guarded') };
    expect((await admin.send('PUT', '/v1/policies/guarded', body)).status).toBe(403);
    expect((await admin.send('POST', '/v1/policies/guarded/publish', {})).status).toBe(403);
    const other = await host.addOrganisation('Other Force');
    const stranger = await createCaller(host, 'owner', { organisationId: other.id, unitId: other.rootUnitId });
    const unknown = await stranger.get('/v1/policies/unheard-of');
    for (const path of ['', '/versions', '/versions/1'])
      expect((await stranger.get(`/v1/policies/guarded${path}`)).text).toBe(unknown.text);
    expect((await stranger.send('POST', '/v1/policies/guarded/publish', {})).text).toBe(unknown.text);
    expect((await stranger.send('POST', '/v1/policies/guarded/withdraw')).text).toBe(unknown.text);
    expect((await stranger.get('/v1/policies')).body.items).toEqual([]);
  });
});

test('the JSON Schema of the language is published to everyone, for editors to complete and check policies with', async () => {
  const answer = await host.app.inject({ url: '/schemas/policy/v1.json' });
  expect([answer.statusCode, answer.headers['content-type'], answer.headers['cache-control']]).toEqual([
    200,
    expect.stringContaining('application/schema+json'),
    'public, max-age=3600',
  ]);
  expect(answer.json()).toEqual(policyJsonSchema());
});
