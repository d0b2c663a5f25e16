import { createHash } from 'node:crypto';
import { deflateRawSync } from 'node:zlib';
import { newId } from '@cordon/runtime';
import type pg from 'pg';
import type { RigFleet } from '../../tests/support/rig/fill-fleet.ts';
import { habitsOf, reportText } from '../pipeline/workload.ts';

/** Different payloads; devices beyond share them in turns. */
const PAYLOADS = 1_000;
const CHUNK = 5_000;

/** Devices with a stored last report, to be judged under the next epoch: what a fleet looks like that reported an hour ago. */
export async function storeReports(owner: pg.Pool, fleet: RigFleet, count: number): Promise<void> {
  const at = new Date(Date.now() - 3_600_000);
  const payloads = Array.from({ length: PAYLOADS }, (_, index) => {
    const text = reportText(habitsOf(index), 'stored', 1, Math.floor(at.getTime() / 1_000));
    return deflateRawSync(Buffer.from(text), { level: 1 });
  });
  await owner.query('SELECT make_report_partitions($1, 3)', [at]);
  await owner.query('CREATE UNLOGGED TABLE IF NOT EXISTS bench_payloads (number int PRIMARY KEY, payload bytea)');
  for (const [number, payload] of payloads.entries()) {
    await owner.query('INSERT INTO bench_payloads VALUES ($1, $2)', [number, payload]);
  }
  for (let first = 0; first < count; first += CHUNK) {
    await storeChunk(owner, fleet, { first, size: Math.min(CHUNK, count - first), at });
  }
  await owner.query('DROP TABLE bench_payloads');
}

async function storeChunk(
  owner: pg.Pool,
  { organisationId, rootUnitId }: RigFleet,
  { first, size, at }: { first: number; size: number; at: Date },
): Promise<void> {
  const ids = Array.from({ length: size }, () => newId(at));
  const reportIds = Array.from({ length: size }, () => newId(at));
  const values = [organisationId, rootUnitId, at, ids, reportIds, first];
  const from = 'unnest($4::uuid[], $5::uuid[]) WITH ORDINALITY AS v (device_id, report_id, n)';
  const run = (sql: string) =>
    owner.query(
      `WITH p AS (SELECT $1::uuid AS o, $2::uuid AS u, $3::timestamptz AS at, $6::int AS first) ${sql}`,
      values,
    );
  await run(
    `INSERT INTO devices (organisation_id, id, state, unit_id, person_id, ownership, groups, tags, manufacturer, brand, model, product,
       form_factor, imei, os_name, os_version, os_build, security_patch, vendor, search_text, public_jwk, key_algorithm, key_thumbprint,
       enrolment_token_id, enrolled_at)
     SELECT p.o, v.device_id, 'active', p.u, NULL, 'issued', '{}', '{}', 'Nokia', 'Nokia', 'TA-1000', 'drake', 'phone', '{}', 'android', '14',
       'UP1A.231005.007', '2026-10-05', 'nokia', 'nokia ta-1000', '{}', 'ES256', v.device_id::text, (SELECT t.id FROM enrolment_tokens t WHERE t.organisation_id = p.o LIMIT 1), p.at
     FROM p, ${from}`,
  );
  await run(
    `INSERT INTO report_receipts (device_id, seq, organisation_id, report_id, payload_sha256, received_at)
     SELECT v.device_id, 1, p.o, v.report_id, '${`\\x${createHash('sha256').digest('hex')}`}', p.at FROM p, ${from}`,
  );
  await run(
    `INSERT INTO reports (device_id, id, organisation_id, seq, received_at, collected_at, payload, encoding, payload_sha256, protected_header, signature)
     SELECT v.device_id, v.report_id, p.o, 1, p.at, p.at, b.payload, 1, '\\x00', '', '\\x00'
     FROM p, ${from} JOIN bench_payloads b ON b.number = (v.n + $6::int) % ${PAYLOADS}`,
  );
  await run(
    `INSERT INTO device_state (organisation_id, device_id, unit_id, device_state, verdict, reasons, not_evaluated, verdict_since, judged_at,
       judged_epoch, citations, last_report_id, last_seq, last_received_at, last_valid_at)
     SELECT p.o, v.device_id, p.u, 'active', 'unknown', '[]', '[]', p.at, p.at, 0, '{}', v.report_id, 1, p.at, p.at FROM p, ${from}`,
  );
}
