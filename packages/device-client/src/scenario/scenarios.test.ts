import { ReportPayload } from '@cordon/contract';
import { describe, expect, test } from '@jest/globals';
import { buildPayload } from './build-payload.ts';
import { luhnDigit, makeIdentity } from './identity.ts';
import { listScenarios, loadScenario } from './load.ts';

const names = await listScenarios();
const now = new Date('2014-10-22T00:00:00Z');
const context = { deviceId: 'device', audience: 'https://cordon.example', seq: 1, now };

describe('scenarios that come with Cordon', () => {
  test.each(names)('%s makes a report that the contract accepts', async (name) => {
    const scenario = await loadScenario(name);
    const payload = buildPayload(scenario, { ...context, identity: makeIdentity(scenario, 'seed') });
    expect(ReportPayload.safeParse(payload).error).toBeUndefined();
  });

  test('a section that a scenario leaves out is absent, not empty', async () => {
    const scenario = await loadScenario('redmi-1s-without-connections');
    const payload = buildPayload(scenario, { ...context, identity: makeIdentity(scenario, 'seed') });
    expect(JSON.parse(JSON.stringify(payload))).not.toHaveProperty('connections');
  });

  test('the Redmi 1S of before and after the fix are one handset with two builds', async () => {
    const [before, after] = [await loadScenario('redmi-1s-before-fix'), await loadScenario('redmi-1s-after-fix')];
    expect(makeIdentity(before, 'seed')).toEqual(makeIdentity(after, 'seed'));
    expect({ ...after.device, os: before.device.os }).toEqual(before.device);
    expect(after.device.os.build).not.toBe(before.device.os.build);
  });
});

test('connections are dated from the last accepted report to now', async () => {
  const scenario = await loadScenario('redmi-1s-before-fix');
  const since = new Date('2014-10-21T22:00:00Z');
  const payload = buildPayload(scenario, { ...context, identity: makeIdentity(scenario, 'seed'), since });
  expect(payload.connections?.[0]).toMatchObject({ firstSeen: since.toISOString(), lastSeen: now.toISOString() });
});

test('an unknown scenario is refused with the names that there are', async () => {
  await expect(loadScenario('nokia-3310')).rejects.toThrow('redmi-1s-before-fix');
});

test('an IMEI ends in the check digit of 3GPP TS 23.003', () => {
  expect(luhnDigit('49015420323751')).toBe('8');
});
