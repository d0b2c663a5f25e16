import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { sendReport, signReport, type TestDevice } from '../../testing/test-device.ts';
import { enrolledDevice, runAsOwner } from '../../testing/test-fleet.ts';

const _TABLES = ['reports', 'report_receipts', 'unjudged_reports', 'sequence_conflicts', 'findings', 'verdict_history'];

let host: TestApp;

beforeAll(async () => {
  host = await createTestApp();
});

afterAll(() => host.close());

describe('reports that arrive together', () => {
  test('one that the database refuses among 200 fails alone', async () => {
    const device = await enrolledDevice(host);
    await runAsOwner(host, 'ALTER TABLE report_receipts ADD CONSTRAINT refused CHECK (seq <> 4242)');
    const seqs = Array.from({ length: 200 }, (_, index) => (index === 77 ? 4242 : index + 1));
    const reports = await Promise.all(seqs.map((seq) => signReport(host, device, seq)));
    const answers = await Promise.all(reports.map((jws) => sendReport(host, jws)));
    await runAsOwner(host, 'ALTER TABLE report_receipts DROP CONSTRAINT refused');
    const refused = answers.flatMap((answer, index) => (answer.statusCode === 202 ? [] : [seqs[index]]));
    expect(refused).toEqual([4242]);
    expect(await runAsOwner(host, 'SELECT FROM reports WHERE device_id = $1', [device.id])).toHaveLength(199);
  });

  test('an invalid one among 200 of many devices and organisations fails alone', async () => {
    const other = await host.addOrganisation('Third Command');
    const devices = await Promise.all(
      Array.from({ length: 20 }, (_, index) => enrolledDevice(host, index % 2 ? { organisation: other } : {})),
    );
    const reports = await Promise.all(
      Array.from({ length: 200 }, (_, index) => {
        const device = devices[index % 20] as TestDevice;
        const payload = index === 99 ? { apps: [{ package: 'a\0' }] } : {};
        return signReport(host, device, 1 + Math.floor(index / 20), { payload });
      }),
    );
    host.jobs.length = 0;
    const answers = await Promise.all(reports.map((jws) => sendReport(host, jws)));
    expect(answers.map((answer) => answer.statusCode).filter((status) => status !== 202)).toEqual([422]);
    expect(host.jobs.length).toBeLessThan(40);
    const rung = new Map<string, Set<string>>();
    for (const { data } of host.jobs as { data: { organisationId: string; deviceIds: string[] } }[]) {
      rung.set(data.organisationId, new Set([...(rung.get(data.organisationId) ?? []), ...data.deviceIds]));
    }
    expect([...rung.keys()].sort()).toEqual([host.organisation.id, other.id].sort());
    expect([...rung.values()].map((ids) => ids.size)).toEqual([10, 10]);
  });
});
