import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '../testing/test-app.ts';

describe('health', () => {
  let host: TestApp;

  beforeAll(async () => {
    host = await createTestApp();
  });

  afterAll(() => host.close());

  test('a process with its database is live and ready', async () => {
    expect((await host.app.inject('/health/live')).json()).toEqual({ status: 'live' });
    const ready = await host.app.inject('/health/ready');
    expect(ready.statusCode).toBe(200);
    expect(ready.json()).toEqual({
      status: 'ready',
      checks: { database: 'ready', queue: 'ready' },
      placeDatabase: { date: null, isOld: false },
    });
  });

  test('an address with nothing behind it answers a problem document', async () => {
    const answer = await host.app.inject('/nothing');
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.json().type).toBe('urn:cordon:problem:not-found');
  });
});
