import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import { TEST_OTHER_AUDIENCE } from '../../testing/test-config.ts';
import { nowSeconds, reportPayload, sendReport, signJws, signRaw, signReport } from '../../testing/test-device.ts';
import { countRows, enrolledDevice, runAsOwner } from '../../testing/test-fleet.ts';

const TABLES = ['reports', 'report_receipts', 'unjudged_reports', 'sequence_conflicts', 'findings', 'verdict_history'];

let host: TestApp;

beforeAll(async () => {
  host = await createTestApp();
});

afterAll(() => host.close());

interface StoredReport {
  id: string;
  payload: Buffer;
  encoding: number;
  payload_sha256: Buffer;
  reduced: Record<string, number> | null;
}

async function storedReport(reportId: string): Promise<StoredReport> {
  const [row] = await runAsOwner<StoredReport & Record<string, unknown>>(host, 'SELECT * FROM reports WHERE id = $1', [
    reportId,
  ]);
  if (!row) throw new Error(`report ${reportId} is not stored`);
  return row;
}

function storedPayload(report: StoredReport): Buffer {
  return report.encoding === 1 ? inflateRawSync(report.payload) : report.payload;
}

function payloadOf(jws: string): Buffer {
  return Buffer.from(jws.split('.')[1] ?? '', 'base64url');
}

describe('a valid report', () => {
  test.each(['ES256', 'ES384', 'EdDSA'] as const)(
    'signed with %s is stored as signed before it is answered 202',
    async (algorithm) => {
      const device = await enrolledDevice(host, { algorithm });
      const jws = await signReport(host, device, 1);
      const answer = await sendReport(host, jws);
      expect(answer.statusCode).toBe(202);
      expect(answer.json()).toEqual({
        reportId: expect.any(String),
        receivedAt: host.clock.now().toISOString(),
        status: 'accepted',
        lastSeq: 1,
        reportEverySeconds: 3600,
      });
      const report = await storedReport(answer.json().reportId);
      expect(storedPayload(report).equals(payloadOf(jws))).toBe(true);
      expect(report.payload_sha256).toEqual(createHash('sha256').update(payloadOf(jws)).digest());
      expect(report.reduced).toBeNull();
    },
  );

  test('under the other name of EdDSA, Ed25519, is accepted', async () => {
    const device = await enrolledDevice(host, { algorithm: 'EdDSA' });
    const header = { alg: 'Ed25519', typ: 'report+jwt', kid: device.id };
    const jws = signRaw(device, header, Buffer.from(JSON.stringify(reportPayload(host, device, 1))));
    expect((await sendReport(host, jws)).statusCode).toBe(202);
  });

  test('rings for its device', async () => {
    const device = await enrolledDevice(host);
    host.jobs.length = 0;
    await sendReport(host, await signReport(host, device, 1));
    expect(host.jobs).toEqual([
      {
        queue: 'evaluate',
        name: 'evaluate',
        data: { organisationId: host.organisation.id, deviceIds: [device.id] },
      },
    ]);
  });

  test('sent again, however signed, is answered 200 with the same report and stored once', async () => {
    const device = await enrolledDevice(host);
    const first = await sendReport(host, await signReport(host, device, 7));
    const payload = reportPayload(host, device, 7);
    host.clock.advance(60_000);
    const before = await countRows(host, ...TABLES);
    const again = await sendReport(
      host,
      await signJws(device, { typ: 'report+jwt', kid: device.id, cty: 'json' }, payload),
    );
    expect(again.statusCode).toBe(200);
    expect(again.json()).toEqual(first.json());
    expect(await countRows(host, ...TABLES)).toEqual(before);
  });

  test('sent many times at once is stored once', async () => {
    const device = await enrolledDevice(host);
    const jws = await signReport(host, device, 1);
    const answers = await Promise.all(Array.from({ length: 20 }, () => sendReport(host, jws)));
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([...Array(19).fill(200), 202]);
    expect(new Set(answers.map((answer) => answer.json().reportId)).size).toBe(1);
    expect(await runAsOwner(host, 'SELECT FROM reports WHERE device_id = $1', [device.id])).toHaveLength(1);
  });

  test('for another origin of this server is accepted', async () => {
    const device = await enrolledDevice(host);
    const jws = await signReport(host, device, 1, { payload: { aud: TEST_OTHER_AUDIENCE } });
    expect((await sendReport(host, jws)).statusCode).toBe(202);
  });

  test('of a phone that was offline for long is accepted, also with a lower sequence number', async () => {
    const device = await enrolledDevice(host);
    await sendReport(host, await signReport(host, device, 5));
    const old = { iat: nowSeconds(host) - 90 * 86_400, collectedAt: '2014-07-24T00:00:00Z' };
    const answer = await sendReport(host, await signReport(host, device, 4, { payload: old }));
    expect(answer.statusCode).toBe(202);
    expect(answer.json().lastSeq).toBe(5);
  });

  test('of a pending device is kept', async () => {
    const device = await enrolledDevice(host, { token: { requireApproval: true } });
    expect((await sendReport(host, await signReport(host, device, 1))).statusCode).toBe(202);
  });

  test('keeps members that are not known, and tells sections that are absent from empty ones', async () => {
    const device = await enrolledDevice(host);
    const payload = { future: { nested: [1, { deep: 'x'.repeat(1_000) }] }, services: undefined, apps: [] };
    const answer = await sendReport(host, await signReport(host, device, 1, { payload }));
    const stored = JSON.parse(storedPayload(await storedReport(answer.json().reportId)).toString());
    expect(stored.future).toEqual(payload.future);
    expect(stored.apps).toEqual([]);
    expect(stored).not.toHaveProperty('services');
  });

  test('loses what the organisation does not collect before it is stored, and is still recognised when sent again', async () => {
    const organisation = await host.addOrganisation('Collecting Little');
    await runAsOwner(host, `UPDATE organisations SET rules_epoch = 9, settings = $2 WHERE id = $1`, [
      organisation.id,
      { defaultLocale: 'en', collection: { dependant: { apps: 'none', carrier: 'none' } } },
    ]);
    const device = await enrolledDevice(host, { organisation, token: { ownership: 'dependant' } });
    const jws = await signReport(host, device, 1);
    const answer = await sendReport(host, jws);
    const report = await storedReport(answer.json().reportId);
    const { apps, ...rest } = JSON.parse(payloadOf(jws).toString());
    expect(apps).toHaveLength(1);
    expect(JSON.parse(storedPayload(report).toString())).toEqual(rest);
    expect(report.reduced).toEqual({ apps: 9 });
    expect(report.payload_sha256).toEqual(createHash('sha256').update(payloadOf(jws)).digest());
    expect((await sendReport(host, jws)).statusCode).toBe(200);
  });
});
