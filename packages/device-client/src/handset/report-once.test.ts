import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { generateDeviceKey, importDeviceKey } from '../protocol/keys.ts';
import type { Scenario } from '../scenario/schema.ts';
import { answer, type FakeHandler, type FakeServer, startFakeServer } from '../testing/fake-server.ts';
import { reportOnce } from './report-once.ts';
import { type HandsetState, memoryStore } from './state.ts';
import type { Handset } from './state-directory.ts';

const DEVICE_ID = '0198c0de-0000-7000-8000-000000000001';
const now = new Date('2014-10-22T00:00:00Z');
const scenario: Scenario = {
  title: 'A phone',
  device: { manufacturer: 'Nokia', model: 'RM-976', os: { name: 'windows-phone', version: '8.10' } },
  connections: [{ host: 'mail.gov.in', ip: '164.100.58.217', data: [] }],
};
const input = { scenario, scenarioName: 'a-phone', now };

let server: FakeServer;
let handler: FakeHandler;
let handset: Handset;

beforeEach(async () => {
  server = await startFakeServer((request, response) => handler(request, response));
  const state: HandsetState = {
    url: server.url,
    audience: server.url,
    deviceId: DEVICE_ID,
    organisation: { id: DEVICE_ID, name: 'Test' },
    state: 'active',
    reportEverySeconds: 900,
    keys: [],
    identity: { serialNumber: 'SIM1' },
    scenario: 'a-phone',
    seq: 0,
  };
  handset = { key: await importDeviceKey(await generateDeviceKey()), store: memoryStore(state) };
});

afterEach(() => server.close());

const accept: FakeHandler = (request, response) => {
  const { seq } = decodeJwt<{ seq: number }>(request.body);
  answer(response, 202, {
    reportId: DEVICE_ID,
    receivedAt: now.toISOString(),
    status: 'accepted',
    lastSeq: seq,
    reportEverySeconds: 600,
  });
};

const payloads = () => server.requests.map(({ body }) => Buffer.from(body.split('.')[1] ?? '', 'base64url').toString());
const sequence = () => payloads().map((payload) => JSON.parse(payload).seq);

describe('reportOnce', () => {
  test('counts up and follows the interval that the server asks for', async () => {
    handler = accept;
    await reportOnce(server, handset, input);
    await reportOnce(server, handset, input);
    expect(sequence()).toEqual([1, 2]);
    expect(handset.store.load().reportEverySeconds).toBe(600);
    expect(handset.store.load().pending).toBeUndefined();
  });

  test('sends the very same payload again after a lost answer, also with another key', async () => {
    handler = (_request, response) => response.destroy();
    await expect(reportOnce(server, handset, input)).rejects.toThrow('No answer');
    handler = accept;
    const rotated = { ...handset, key: await importDeviceKey(await generateDeviceKey('EdDSA')) };
    await reportOnce(server, rotated, { ...input, now: new Date(now.getTime() + 60_000) });
    const [lost, again, next] = payloads();
    expect(again).toBe(lost);
    expect(sequence()).toEqual([1, 1, 2]);
    expect(next).not.toBe(lost);
  });

  test('saves number and payload before it sends them', async () => {
    let atSending: HandsetState | undefined;
    handler = (request, response) => {
      atSending = handset.store.load();
      accept(request, response);
    };
    await reportOnce(server, handset, input);
    expect(atSending?.seq).toBe(1);
    expect(atSending?.pending?.payload).toBe(payloads()[0]);
  });

  test('goes on from the number that the server knows, after a restored backup', async () => {
    handler = (request, response) => {
      if (server.requests.length > 1) return accept(request, response);
      answer(response, 409, { type: 'urn:cordon:problem:sequence-conflict', lastSeq: 41, reportEverySeconds: 900 });
    };
    const sent = await reportOnce(server, handset, input);
    expect(sent.lastSeq).toBe(42);
    expect(sequence()).toEqual([1, 42]);
  });

  test('keeps what an overloaded server put off, and tells how long to wait', async () => {
    handler = (_request, response) =>
      answer(response, 503, { type: 'urn:cordon:problem:overloaded' }, { 'retry-after': '7' });
    await expect(reportOnce(server, handset, input)).rejects.toMatchObject({
      code: 'overloaded',
      retryAfterSeconds: 7,
    });
    expect(handset.store.load().pending?.seq).toBe(1);
  });

  test('gives up a report that the server will never take, and says why with the pointer', async () => {
    handler = (_request, response) =>
      answer(response, 422, {
        type: 'urn:cordon:problem:validation',
        detail: 'The report is invalid.',
        errors: [{ pointer: '/apps/3/package', detail: 'is missing' }],
      });
    await expect(reportOnce(server, handset, input)).rejects.toThrow(
      /urn:cordon:problem:validation.*\n.*\/apps\/3\/package/,
    );
    expect(handset.store.load().pending).toBeUndefined();
  });

  test('follows no redirect: a signed report is for the pinned server alone', async () => {
    handler = (request, response) => {
      if (request.path === '/elsewhere') return accept(request, response);
      response.writeHead(307, { location: '/elsewhere' }).end();
    };
    await expect(reportOnce(server, handset, input)).rejects.toThrow();
    expect(server.requests).toHaveLength(1);
  });

  test('leaves out sections that the organisation does not want', async () => {
    handler = accept;
    const state = handset.store.load();
    await handset.store.save({ ...state, policy: { validUntil: '', lifetimeSeconds: 1, omit: ['connections'] } });
    await reportOnce(server, handset, input);
    expect(JSON.parse(payloads()[0] ?? '')).not.toHaveProperty('connections');
  });
});
