import { foldFleetCounts } from '@cordon/db';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestOrganisation } from '../../testing/test-app.ts';
import {
  createCaller,
  createUnitByApi,
  enrolDevice,
  insertFinding,
  type TestCaller,
} from '../../testing/test-callers.ts';
import { openTestStream, type TestStream } from '../../testing/test-stream.ts';

let host: TestApp;
let url: string;
let owner: TestCaller;
let other: TestOrganisation;
let squadronId: string;
const streams: TestStream[] = [];

beforeAll(async () => {
  host = await createTestApp();
  url = await host.app.listen({ host: '127.0.0.1', port: 0 });
  owner = await createCaller(host, 'owner');
  other = await host.addOrganisation('Other Force');
  squadronId = await createUnitByApi(owner, 'squadron', host.organisation.rootUnitId);
});
afterAll(async () => {
  for (const stream of streams) stream.close();
  await host.close();
});

async function look(caller: TestCaller, headers: Record<string, string> = {}): Promise<TestStream> {
  const stream = await openTestStream(`${url}/v1/events`, { ...caller.operator.headers, ...headers });
  streams.push(stream);
  await stream.next('heartbeat');
  return stream;
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = performance.now() + 5_000;
  while (!isSo()) {
    if (performance.now() > deadline) throw new Error('it did not come true in time');
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** As the worker does every two seconds. */
const count = () => foldFleetCounts(host.database, host.clock.now());

describe('the event stream', () => {
  test('tells who looks on in which unit a device joined and a finding opened, each once', async () => {
    const stream = await look(owner);
    const device = await enrolDevice(host, { unitId: squadronId });
    await insertFinding(host, device.id, {});
    await count();
    const { topics } = JSON.parse((await stream.next('changed')).data);
    expect(topics).toContainEqual({ topic: 'devices', unitIds: [squadronId] });
    expect(topics).toContainEqual({ topic: 'findings', unitIds: [squadronId] });
    expect(topics).toContainEqual({ topic: 'enrolment-tokens', unitIds: [squadronId] });
  });

  test('a commander is told nothing of other units, and another organisation nothing at all', async () => {
    await count();
    const commander = await look(await createCaller(host, 'commander', { unitId: squadronId }));
    const stranger = await look(
      await createCaller(host, 'owner', { organisationId: other.id, unitId: other.rootUnitId }),
    );
    await enrolDevice(host);
    await enrolDevice(host, { unitId: squadronId });
    await enrolDevice(host, { organisationId: other.id, unitId: other.rootUnitId });
    await count();
    const told = JSON.parse((await commander.next('changed')).data);
    expect(told.topics).toEqual([{ topic: 'devices', unitIds: [squadronId] }]);
    const strange = JSON.parse((await stranger.next('changed')).data);
    expect(new Set(strange.topics.flatMap(({ unitIds }: { unitIds: string[] }) => unitIds))).toEqual(
      new Set([other.rootUnitId]),
    );
  });

  test('who comes back is told what was missed; after too long, to read everything again', async () => {
    const watching = await look(owner);
    await enrolDevice(host);
    await count();
    const { id } = await watching.next('changed');
    await enrolDevice(host, { unitId: squadronId });
    await count();
    await watching.next('changed');
    const back = await look(owner, { 'last-event-id': String(id) });
    expect((await back.next('changed')).data).toContain(squadronId);
    for (const stream of streams.splice(0)) stream.close();
    await until(() => host.deps.events.since(host.organisationId, Number(id)) === undefined);
    const late = await look(owner, { 'last-event-id': String(id) });
    await late.next('reset');
  });

  test('without a credential there is no stream, and one caller has ten at most', async () => {
    expect((await host.app.inject('/v1/events')).statusCode).toBe(401);
    const caller = await createCaller(host, 'auditor');
    for (let index = 0; index < 10; index += 1) await look(caller);
    const answer = await fetch(`${url}/v1/events`, { headers: caller.operator.headers });
    expect([answer.status, await answer.json()]).toMatchObject([429, { type: 'urn:cordon:problem:rate-limited' }]);
  });
});
