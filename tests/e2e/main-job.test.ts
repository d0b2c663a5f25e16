import { join } from 'node:path';
import {
  Advisory,
  AdvisoryPage,
  Device,
  DevicePage,
  type DeviceSummary,
  Finding,
  FindingPage,
  PersonPage,
} from '@cordon/contract';
import { systemClock } from '@cordon/runtime';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Command } from '../../apps/agent/src/command.ts';
import { acknowledgeCommand } from '../../apps/agent/src/commands/acknowledge.ts';
import { policyCommand } from '../../apps/agent/src/commands/policy.ts';
import { reportCommand } from '../../apps/agent/src/commands/report.ts';
import { rotateCommand } from '../../apps/agent/src/commands/rotate.ts';
import { statusCommand } from '../../apps/agent/src/commands/status.ts';
import { listAll } from '../../apps/embedded/src/demonstration/list-all.ts';
import { createOperatorClient, type OperatorClient } from '../../apps/embedded/src/demonstration/operator-client.ts';
import {
  type DemonstrationSummary,
  runDemonstration,
} from '../../apps/embedded/src/demonstration/run-demonstration.ts';
import { hasTestRedis, startTestRedis, type TestRedis } from '../../packages/runtime/src/testing/redis.ts';
import { formOf, mailsTo, personalLink } from './mailbox.ts';
import { type RunningCordon, startCordon } from './start-cordon.ts';
import { until } from './until.ts';

const HOLDER = { name: 'Sgt Arvind Kulkarni', email: 'sgt-kulkarni@cordon.example', handset: 'redmi-1s' };
const DEPENDANT = { name: 'Meera Kulkarni', email: 'meera-kulkarni@cordon.example', handset: 'redmi-1s-dependant' };

/** The Redis half is reported as skipped where there is no Redis. */
for (const backend of ['postgres', 'redis'] as const) {
  const describeBackend = backend === 'redis' && !hasTestRedis ? describe.skip : describe;
  describeBackend(`the case of October 2014, with the queue on ${backend}`, () => {
    let redis: TestRedis | undefined;
    let cordon: RunningCordon;
    let api: OperatorClient;
    let summary: DemonstrationSummary;

    beforeAll(async () => {
      if (backend === 'redis') redis = await startTestRedis();
      cordon = await startCordon(redis?.url);
      api = createOperatorClient(cordon.url, cordon.apiToken);
      summary = await runDemonstration({ ...cordon, clock: systemClock, onProgress: () => undefined });
    }, 300_000);

    afterAll(async () => {
      await cordon?.stop();
      await redis?.stop();
    }, 60_000);

    const personId = async (name: string): Promise<string> => {
      const people = await listAll(api, `/v1/people?q=${encodeURIComponent(name)}`, PersonPage);
      return people.find((person) => person.name === name)?.id ?? '';
    };
    const deviceOf = async (name: string): Promise<DeviceSummary> => {
      const devices = await listAll(api, `/v1/devices?personId=${await personId(name)}`, DevicePage);
      const redmi = devices.find((device) => device.model === 'HM 1SW');
      if (!redmi) throw new Error(`${name} has no Redmi 1S.`);
      return redmi;
    };
    const openFindings = async (deviceId: string) =>
      listAll(api, `/v1/findings?deviceId=${deviceId}&status=open`, FindingPage);
    const openRules = async (deviceId: string) =>
      [...new Set((await openFindings(deviceId)).map((finding) => finding.ruleId))].sort();
    const noticesOf = async (name: string) =>
      listAll(api, `/v1/advisories?kind=notice&personId=${await personId(name)}`, AdvisoryPage);
    const noticeMailsTo = async (email: string) =>
      (await mailsTo(cordon.mailDirectory, email)).filter((mail) => mail.text?.includes('cpl_'));
    const runAgent = async (command: Command, handset: string, ...argv: string[]): Promise<string[]> => {
      const lines: string[] = [];
      const state = join(cordon.dataDirectory, 'demonstration', handset);
      const print = (line: string) => lines.push(line);
      const terminal = { clock: systemClock, print, signal: new AbortController().signal };
      await command.run(['--state', state, ...argv], terminal);
      return lines;
    };
    /** Lets a handset report, and waits until that report is judged. */
    const reportAndWait = async (handset: string, deviceId: string, scenario: string) => {
      const before = await api.get(`/v1/devices/${deviceId}`, Device);
      await runAgent(reportCommand, handset, '--scenario', scenario);
      await until(async () => {
        const { lastReportId } = await api.get(`/v1/devices/${deviceId}`, Device);
        return lastReportId !== null && lastReportId !== before.lastReportId;
      }, `the report ${scenario} is judged`);
    };

    test('the demonstration enrols some forty handsets of several makes, and judges all that reported', async () => {
      const devices = await listAll(api, '/v1/devices', DevicePage);
      expect(devices.length).toBe(summary.devices);
      expect(devices.length).toBeGreaterThanOrEqual(38);
      expect(new Set(devices.map((device) => device.manufacturer)).size).toBeGreaterThan(8);
      const verdicts = devices.map((device) => device.verdict);
      expect(verdicts.filter((verdict) => verdict === 'compliant').length).toBeGreaterThan(20);
      expect(verdicts.filter((verdict) => verdict === 'unknown')).toHaveLength(2);
    });

    test('the Redmi 1S is non-compliant for its make and for data abroad, with the evidence', async () => {
      const device = await deviceOf(HOLDER.name);
      expect(device.verdict).toBe('non-compliant');
      expect(await openRules(device.id)).toEqual(['banned-vendor', 'data-abroad', 'mi-cloud']);
      const abroad = (await openFindings(device.id)).filter((finding) => finding.ruleId === 'data-abroad');
      const details = await Promise.all(abroad.map(({ id }) => api.get(`/v1/findings/${id}`, Finding)));
      const imei = details.find((finding) => finding.subject.includes('imei'));
      expect(imei?.evidence[0]).toMatchObject({
        observed: {
          host: 'api.account.xiaomi.com',
          ip: '42.62.94.2',
          data: ['carrier-name', 'phone-number', 'imei'],
        },
        place: { country: 'CN' },
      });
      expect(summary.lines.join('\n')).toContain('api.account.xiaomi.com, 42.62.94.2, CN');
    });

    test.each([HOLDER, DEPENDANT])('$name got one notice, by one mail', async ({ name, email }) => {
      await until(async () => (await noticeMailsTo(email)).length > 0, `a notice is mailed to ${email}`);
      expect(await noticesOf(name)).toHaveLength(1);
      expect(await noticeMailsTo(email)).toHaveLength(1);
    });

    test('opening the link of the mail changes nothing; its button records the acknowledgement', async () => {
      const [notice] = await noticesOf(HOLDER.name);
      const [mail] = await noticeMailsTo(HOLDER.email);
      if (!mail || !notice) throw new Error('There is no notice.');
      const link = personalLink(mail, cordon.url);
      const page = await fetch(link);
      expect(page.status).toBe(200);
      const html = await page.text();
      const acknowledgements = async () => (await api.get(`/v1/advisories/${notice.id}`, Advisory)).acknowledgedBy;
      expect(await acknowledgements()).toEqual([]);
      const form = formOf(html, link);
      const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: cordon.url };
      const pressed = await fetch(form.action, { method: 'POST', headers, body: form.body });
      expect(pressed.status).toBe(200);
      expect(await acknowledgements()).toMatchObject([{ person: { name: HOLDER.name }, via: 'link' }]);
      const other = await noticesOf(DEPENDANT.name);
      expect(other).toMatchObject([{ acknowledgements: 0 }]);
    });

    test('the dependant acknowledges on the handset', async () => {
      const shown = await runAgent(statusCommand, DEPENDANT.handset);
      expect(shown[0]).toMatch(/^non-compliant since /);
      await runAgent(acknowledgeCommand, DEPENDANT.handset);
      expect(await noticesOf(DEPENDANT.name)).toMatchObject([{ acknowledgements: 1 }]);
      expect(await runAgent(acknowledgeCommand, DEPENDANT.handset)).toEqual(['There is nothing to acknowledge.']);
    });

    test('the handset verifies the policies against the pinned keys, and goes on with a new key', async () => {
      expect((await runAgent(policyCommand, HOLDER.handset)).join('\n')).toContain('foreign-cloud version 1');
      expect((await runAgent(policyCommand, HOLDER.handset))[0]).toMatch(/^Nothing changed/);
      await runAgent(rotateCommand, HOLDER.handset, '--algorithm', 'EdDSA');
      expect((await runAgent(statusCommand, HOLDER.handset))[0]).toMatch(/^non-compliant/);
    });

    test('a report without connections resolves no egress finding, and tells nobody again', async () => {
      const device = await deviceOf(HOLDER.name);
      const egress = async () =>
        (await openFindings(device.id)).filter((finding) => finding.ruleId === 'data-abroad').map(({ id }) => id);
      const before = await egress();
      await reportAndWait(HOLDER.handset, device.id, 'redmi-1s-without-connections');
      expect(before.length).toBeGreaterThan(0);
      expect(await egress()).toEqual(before);
      expect(await noticeMailsTo(HOLDER.email)).toHaveLength(1);
    });

    test('after firmware and opt-out, egress and service findings resolve by themselves, and the ban stays', async () => {
      const device = await deviceOf(HOLDER.name);
      await reportAndWait(HOLDER.handset, device.id, 'redmi-1s-after-fix');
      expect(await openRules(device.id)).toEqual(['banned-vendor']);
      const resolved = await listAll(api, `/v1/findings?deviceId=${device.id}&status=resolved`, FindingPage);
      expect([...new Set(resolved.map((finding) => finding.ruleId))].sort()).toEqual(['data-abroad', 'mi-cloud']);
      const after = await api.get(`/v1/devices/${device.id}`, Device);
      expect(after.verdict).toBe('non-compliant');
      expect(await noticesOf(HOLDER.name)).toMatchObject([{ state: 'open' }]);
    });

    test('the dependant is not touched by what the holder did', async () => {
      const device = await deviceOf(DEPENDANT.name);
      expect(await openRules(device.id)).toEqual(['banned-vendor', 'data-abroad', 'mi-cloud']);
    });
  });
}
