import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader, type JWK } from 'jose';
import { generateDeviceKey, importDeviceKey } from '../protocol/keys.ts';
import { answer, type FakeHandler, type FakeServer, startFakeServer } from '../testing/fake-server.ts';
import { rotateKey } from './rotate-key.ts';
import { openHandset, writeKey, writeState } from './state-directory.ts';

const DEVICE_ID = '0198c0de-0000-7000-8000-000000000001';
const now = new Date('2014-10-22T00:00:00Z');

let directory: string;
let server: FakeServer;
let handler: FakeHandler;

beforeEach(async () => {
  directory = join(await mkdtemp(join(tmpdir(), 'cordon-handset-')), 'handset');
  server = await startFakeServer((request, response) => handler(request, response));
  await writeKey(directory, await generateDeviceKey());
  await writeState(directory, {
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
  });
});

afterEach(async () => {
  await server.close();
  await rm(join(directory, '..'), { recursive: true });
});

async function offeredThumbprint(body: string): Promise<string> {
  const { proof } = decodeJwt<{ proof: string }>(body);
  return calculateJwkThumbprint(decodeProtectedHeader(proof).jwk as JWK);
}

test('asks for the same rotation again after a lost answer, and uses the new key once it is confirmed', async () => {
  handler = (_request, response) => response.destroy();
  await expect(rotateKey(server, directory, 'ES256', now)).rejects.toThrow('No answer');
  const before = (await openHandset(directory)).key.thumbprint;
  handler = (request, response) =>
    void offeredThumbprint(request.body).then((thumbprint) => answer(response, 200, { thumbprint }));
  const after = await rotateKey(server, directory, 'ES256', now);
  const offered = await Promise.all(server.requests.map(({ body }) => offeredThumbprint(body)));
  expect(offered).toEqual([after, after]);
  expect(after).not.toBe(before);
  expect((await openHandset(directory)).key.thumbprint).toBe(after);
});

test('keeps the key when the server refuses', async () => {
  handler = (_request, response) => answer(response, 409, { type: 'urn:cordon:problem:key-conflict' });
  const before = (await openHandset(directory)).key.thumbprint;
  await expect(rotateKey(server, directory, 'ES256', now)).rejects.toMatchObject({ code: 'key-conflict' });
  expect((await openHandset(directory)).key.thumbprint).toBe(before);
});

test('key and state are readable by their owner alone', async () => {
  for (const file of ['key.json', 'state.json']) {
    expect((await stat(join(directory, file))).mode & 0o777).toBe(0o600);
  }
  expect((await stat(directory)).mode & 0o777).toBe(0o700);
});

test('a damaged state file is refused with its name, not overwritten', async () => {
  await writeState(directory, { broken: true } as never);
  await expect(openHandset(directory)).rejects.toThrow('state.json is damaged');
  expect(await readFile(join(directory, 'state.json'), 'utf8')).toContain('broken');
});

test.each(['ES256', 'ES384', 'EdDSA'] as const)('a key of %s survives its file', async (algorithm) => {
  const stored = await generateDeviceKey(algorithm);
  await writeKey(directory, stored);
  const { key } = await openHandset(directory);
  expect(key.algorithm).toBe(algorithm);
  expect(key.thumbprint).toBe((await importDeviceKey(stored)).thumbprint);
  expect(key.publicJwk).not.toHaveProperty('d');
});
