import { createTestClock } from '@cordon/runtime';
import { afterEach, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp, type TestAppOptions } from '../testing/test-app.ts';
import { createTestDevice, enrolmentBody, sendReport, signReport } from '../testing/test-device.ts';
import { countRows, enrolledDevice } from '../testing/test-fleet.ts';
import { addressKey, createRateLimiter } from './rate-limit.ts';

const MANY = { perSecond: 1_000, burst: 10_000 };
const FEW = { perSecond: 0.5, burst: 3 };

describe('a rate limiter', () => {
  test('lets a burst through, then as many as its rate, and says when to come back', () => {
    const clock = createTestClock('2014-10-22T00:00:00Z');
    const limiter = createRateLimiter(FEW, clock);
    for (let times = 0; times < 3; times += 1) limiter.take('a');
    expect(() => limiter.take('a')).toThrow(expect.objectContaining({ code: 'rate-limited', retryAfterSeconds: 2 }));
    limiter.take('b');
    clock.advance(2_000);
    limiter.take('a');
    expect(() => limiter.take('a')).toThrow();
  });

  test('forgets what it gave back', () => {
    const limiter = createRateLimiter(FEW, createTestClock('2014-10-22T00:00:00Z'));
    for (let times = 0; times < 100; times += 1) {
      limiter.take('a');
      limiter.giveBack('a');
    }
  });

  test.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8::1', '2001:db8:0:0::/64'],
    ['2001:db8:0:0:ffff::9', '2001:db8:0:0::/64'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('counts %s as %s', (address, key) => {
    expect(addressKey(address)).toBe(key);
  });
});

describe('the limits of the device protocol', () => {
  let host: TestApp;

  afterEach(() => host.close());

  async function start(rateLimits: NonNullable<TestAppOptions['config']>['rateLimits']): Promise<void> {
    host = await createTestApp({ config: { rateLimits } });
  }

  test('an address that sends what nobody signed is stopped, and nothing is stored', async () => {
    await start({ byAddress: FEW, byDevice: MANY });
    const device = await enrolledDevice(host);
    const forged = await signReport(host, device, 1, { signWith: await createTestDevice() });
    const statuses: number[] = [];
    for (let times = 0; times < 4; times += 1) statuses.push((await sendReport(host, forged)).statusCode);
    expect(statuses).toEqual([401, 401, 401, 429]);
    const stopped = await sendReport(host, await signReport(host, device, 1));
    expect([stopped.statusCode, stopped.json().type]).toEqual([429, 'urn:cordon:problem:rate-limited']);
    expect(stopped.headers['retry-after']).toBe('2');
    expect(await countRows(host, 'reports')).toEqual({ reports: 0 });
    host.clock.advance(2_000);
    expect((await sendReport(host, await signReport(host, device, 1))).statusCode).toBe(202);
  });

  test('a fleet behind one address is not stopped while its signatures are valid', async () => {
    await start({ byAddress: FEW, byDevice: MANY });
    const device = await enrolledDevice(host);
    for (let seq = 1; seq <= 10; seq += 1) {
      expect((await sendReport(host, await signReport(host, device, seq))).statusCode).toBe(202);
    }
  });

  test('a device that sends too much is stopped, and no other', async () => {
    await start({ byAddress: MANY, byDevice: FEW });
    const [noisy, quiet] = [await enrolledDevice(host), await enrolledDevice(host)];
    const statuses: number[] = [];
    for (let seq = 1; seq <= 4; seq += 1) {
      statuses.push((await sendReport(host, await signReport(host, noisy, seq))).statusCode);
    }
    expect(statuses).toEqual([202, 202, 202, 429]);
    expect((await sendReport(host, await signReport(host, quiet, 1))).statusCode).toBe(202);
  });

  test('guessing enrolment tokens is stopped', async () => {
    await start({ byAddress: FEW, byDevice: MANY });
    const device = await createTestDevice();
    const statuses: number[] = [];
    for (let times = 0; times < 4; times += 1) {
      const body = await enrolmentBody(host, device, `cet_guess${times}`);
      statuses.push((await host.app.inject({ method: 'POST', url: '/device/v1/enrol', body })).statusCode);
    }
    expect(statuses).toEqual([401, 401, 401, 429]);
  });
});
