import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

let host: TestApp;

beforeAll(async () => {
  host = await createTestApp();
});
afterAll(() => host.close());

const ID = '0190163d-8694-739b-aea5-966c26f8ad90';

test.each([
  ['DELETE', '/v1/policies', 'GET, HEAD'],
  ['POST', `/v1/devices/${ID}?a=b`, 'GET, HEAD, PATCH'],
  ['GET', '/v1/policies/p/publish', 'POST'],
  ['PUT', '/device/v1/reports', 'POST'],
  ['PATCH', '/p/token', 'GET, HEAD'],
  ['OPTIONS', '/v1/policies', 'GET, HEAD'],
] as const)('%s of %s is 405 and names what is allowed: %s', async (method, url, allow) => {
  const answer = await host.app.inject({ method, url, headers: { accept: 'text/html' } });
  expect(answer.statusCode).toBe(405);
  expect(answer.headers).toMatchObject({ allow, 'content-type': expect.stringContaining('application/problem+json') });
  expect(answer.json()).toMatchObject({ type: 'urn:cordon:problem:method-not-allowed', status: 405 });
});

test.each([
  ['DELETE', '/v1/nothing'],
  ['POST', '/no/page'],
  ['GET', '/v1/policies/p/nothing'],
] as const)('%s of %s, where nothing is, is 404 without methods', async (method, url) => {
  const answer = await host.app.inject({ method, url });
  expect([answer.statusCode, answer.headers.allow]).toEqual([404, undefined]);
});
