import { median } from '../median.ts';
import { type LoadMeasurement, round } from './measure-load.ts';
import type { Options } from './options.ts';
import { runFull, warmUp } from './run-queue.ts';
import { openSite, type Site } from './site.ts';

/** Cost of a report beside so many devices that the database holds already. */
export interface StoredResult {
  devices: number;
  cpuMicrosPerReport: number;
  reportsPerSecond: number;
}

/**
 * Short stretches of each in turns, beginning with another each time, so that a machine that is faster at times, or becomes so,
 * is so for all of them, and none has two in a row, of which the second is cheaper.
 */
const TURNS = 6;

/** Measures the CPU of all processes a report at each number of stored devices: the median of the stretches. */
export async function measureStored(options: Options, say: (line: string) => void): Promise<StoredResult[]> {
  const seconds = Math.min(20, Math.max(5, options.seconds / 10));
  const sites: { devices: number; site: Site; expected: number; runs: LoadMeasurement[] }[] = [];
  try {
    for (const devices of options.stored) {
      const site = await openSite({ queue: options.queues[0] ?? 'redis', devices: options.devices });
      const entry = { devices, site, expected: 0, runs: [] };
      sites.push(entry);
      // The worker runs: the epoch that it raises as it first starts is theirs too, so that they need not be judged again.
      await storeDevices(site, devices - options.devices);
      await site.owner.query('VACUUM ANALYZE');
      entry.expected = await warmUp(site, options);
      say(`${devices} devices are stored`);
    }
    // The first turn is not counted: for each site it comes after another time of idling.
    for (let turn = 0; turn <= TURNS; turn += 1) {
      // Messages wait ten minutes for more to tell: those of one site's warming up would be sent in another's stretch.
      for (const { site } of sites)
        await site.owner.query(`UPDATE deliveries SET state = 'cancelled' WHERE state = 'queued'`);
      const first = turn % sites.length;
      const order = [...sites.slice(first), ...sites.slice(0, first)];
      for (const { site, expected, runs } of order) {
        const run = await runFull(site, options, seconds, expected);
        if (turn > 0) runs.push(run);
      }
    }
    return sites.map(({ devices, runs }) => {
      const result = {
        devices,
        cpuMicrosPerReport: round(median(runs.map(costOf))),
        reportsPerSecond: round(median(runs.map((run) => run.reports / run.seconds))),
      };
      say(`${devices} devices stored, each stretch: ${runs.map((run) => Math.round(costOf(run))).join(', ')} µs`);
      say(`${devices} devices stored: ${result.cpuMicrosPerReport} µs of CPU a report, ${result.reportsPerSecond}/s`);
      return result;
    });
  } finally {
    for (const { site } of sites) await site.close();
  }
}

function costOf({ cpu }: LoadMeasurement): number {
  return cpu.api + cpu.worker + cpu.postgres + cpu.redis;
}

const SILENT_SINCE = `now() - interval '1 hour'`;

/** Devices that were judged and are silent now: copies of the fleet's rows under ids of their own. */
async function storeDevices({ owner, fleet: { organisationId } }: Site, count: number): Promise<void> {
  if (count <= 0) return;
  await owner.query(
    `INSERT INTO devices (organisation_id, id, state, unit_id, person_id, ownership, groups, tags, manufacturer, brand, model, imei,
       os_name, os_version, search_text, public_jwk, key_algorithm, key_thumbprint, enrolment_token_id, enrolled_at)
     SELECT organisation_id, gen_random_uuid(), 'active', unit_id, NULL, 'issued', '{}', '{}', 'Nokia', 'Nokia', 'TA-1000', '{}',
       'android', '14', 'nokia ta-1000 ' || n, public_jwk, 'ES256', 'stored-' || n, enrolment_token_id, ${SILENT_SINCE}
     FROM (SELECT * FROM devices LIMIT 1) d, generate_series(1, $1) n`,
    [count],
  );
  await owner.query(
    `INSERT INTO device_state (organisation_id, device_id, unit_id, device_state, verdict, reasons, not_evaluated, verdict_since,
       judged_at, judged_epoch, next_change_at, citations)
     SELECT organisation_id, id, unit_id, 'active', 'compliant', '[]', '[]', ${SILENT_SINCE}, ${SILENT_SINCE},
       (SELECT rules_epoch FROM organisations WHERE id = $1), now() + interval '6 days', '{}'
     FROM devices WHERE organisation_id = $1 AND key_thumbprint LIKE 'stored-%'`,
    [organisationId],
  );
  await owner.query(
    `INSERT INTO report_receipts (device_id, seq, organisation_id, report_id, payload_sha256, received_at)
     SELECT id, 1, organisation_id, gen_random_uuid(), sha256(id::text::bytea), ${SILENT_SINCE} FROM devices
     WHERE organisation_id = $1 AND key_thumbprint LIKE 'stored-%'`,
    [organisationId],
  );
  await owner.query(
    `INSERT INTO verdict_history (device_id, id, organisation_id, valid_from, recorded_at, verdict, reasons, citations, cause, unit_id, ownership)
     SELECT id, gen_random_uuid(), organisation_id, ${SILENT_SINCE}, ${SILENT_SINCE}, 'compliant', '[]', '{}', 'report', unit_id, 'issued' FROM devices
     WHERE organisation_id = $1 AND key_thumbprint LIKE 'stored-%'`,
    [organisationId],
  );
}
