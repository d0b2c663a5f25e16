import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import { judgeDevices } from './judge-devices.ts';
import { passUnconcerned } from './pass-unconcerned.ts';
import { createTestFleet, type TestFleet } from './testing/test-fleet.ts';

const domains = (...names: string[]) => ({
  id: 'domains',
  egress: { deny: { domains: names, countries: ['CN'] } },
  severity: 'high',
});
const apps = (...names: string[]) => ({ id: 'apps', app: { deny: names.map((name) => ({ package: name })) } });
const FIRST = [domains('bad.example'), apps('com.bad')];
const connection = (host: string, ip = '10.0.0.1') => ({ host, ip, port: 443, data: ['imei' as const] });

let template: TestDatabase;
let fleet: TestFleet;

beforeAll(async () => {
  template = await createTestDatabase();
});
beforeEach(async () => {
  await fleet?.close();
  fleet = await createTestFleet({ urls: template });
  await fleet.publish(FIRST);
});
afterAll(async () => {
  await fleet?.close();
  await template.drop();
});

const judge = (...ids: string[]) => judgeDevices(fleet.deps, fleet.organisationId, ids);
const pass = async (...ids: string[]) => [...(await passUnconcerned(fleet.deps, fleet.organisationId, ids))];

async function addReported(facts: object): Promise<string> {
  const id = await fleet.addDevice();
  await fleet.report(id, facts);
  await judge(id);
  fleet.clock.advance(60_000);
  return id;
}

/** All that is stored of a device's judgement but ids. */
async function storedOf(id: string) {
  const [state] = await fleet.rows(
    `SELECT verdict, reasons, not_evaluated, verdict_since, judged_at, judged_epoch, next_change_at, citations FROM device_state WHERE device_id = $1`,
    [id],
  );
  const findings = await fleet.rows(
    `SELECT rule_id, subject, status, first_seen, last_seen, due_at, jsonb_path_query_array(evidence, '$[*].observed') FROM findings WHERE device_id = $1 ORDER BY 1, 2`,
    [id],
  );
  const history = await fleet.rows(
    'SELECT verdict, valid_from, valid_to FROM verdict_history WHERE device_id = $1 ORDER BY 2',
    [id],
  );
  return JSON.stringify({ state, findings, history });
}

describe('rules that differ by names on their lists', () => {
  test('leave a device that showed none of them with the very state that judging it would have given', async () => {
    const facts = {
      apps: [{ package: 'com.bad' }],
      connections: [connection('x.bad.example'), connection('ok.example', '42.62.94.2')],
    };
    const passed = await addReported(facts);
    const other = await addReported({ apps: [], connections: [connection('other.example')] });
    await fleet.publish([domains('bad.example', 'new.example'), apps('com.bad', 'com.new')]);
    expect(await pass(passed, other)).toEqual(expect.arrayContaining([passed, other]));
    const stored = await storedOf(passed);
    expect(stored).toContain('"judged_epoch":"3"');
    expect(stored).toContain('non-compliant');
    // What judging makes of it: nothing that is not there already.
    await fleet.rows('UPDATE device_state SET judged_epoch = 2 WHERE device_id = $1', [passed]);
    await judge(passed);
    expect(await storedOf(passed)).toBe(stored);
    expect(await storedOf(other)).toContain('"compliant"');
  });

  test('leave one that showed one of them to be judged: by host, sub-domain, host behind a CDN, or app', async () => {
    const shown = [
      await addReported({ connections: [connection('new.example')] }),
      await addReported({ connections: [connection('API.Eu.New.example.')] }),
      await addReported({ connections: [connection('img.new.example.edgesuite.net')] }),
      await addReported({ apps: [{ package: 'com.new' }] }),
    ];
    await fleet.publish([domains('bad.example', 'new.example'), apps('com.bad', 'com.new')]);
    expect(await pass(...shown)).toEqual([]);
    await judge(...shown);
    const verdicts = await fleet.rows('SELECT verdict FROM device_state WHERE device_id = ANY ($1::uuid[])', [shown]);
    expect(verdicts).toEqual(shown.map(() => ({ verdict: 'non-compliant' })));
  });

  test('leave one whose kept evidence shows a name that is listed no more, though its last report does not', async () => {
    const id = await addReported({ connections: [connection('bad.example')] });
    // The section is not collected: the finding stands by its evidence.
    await fleet.report(id, { apps: [] });
    await judge(id);
    await fleet.publish([domains('else.example'), apps('com.bad')]);
    expect(await pass(id)).toEqual([]);
    await judge(id);
    expect(await fleet.rows('SELECT status, resolved_reason FROM findings WHERE device_id = $1', [id])).toEqual([
      { status: 'resolved', resolved_reason: 'no-longer-fails' },
    ]);
  });

  test('concern a device by all that came since it was judged', async () => {
    const id = await addReported({ connections: [connection('new.example')] });
    await fleet.publish([domains('bad.example', 'new.example'), apps('com.bad')]);
    await fleet.publish([domains('bad.example', 'new.example', 'newer.example'), apps('com.bad')]);
    expect(await pass(id)).toEqual([]);
  });
});

describe('every device is judged, and none passed', () => {
  const more = [domains('bad.example', 'new.example'), apps('com.bad')];

  test('if rules changed otherwise since it was judged, be it before names did', async () => {
    const id = await addReported({ connections: [connection('ok.example')] });
    await fleet.publish([{ ...domains('bad.example'), severity: 'low' }, apps('com.bad')]);
    await fleet.publish([{ ...domains('bad.example', 'new.example'), severity: 'low' }, apps('com.bad')]);
    expect(await pass(id)).toEqual([]);
    await judge(id);
    await fleet.rows('UPDATE organisations SET rules_epoch = rules_epoch + 1 WHERE id = $1', [fleet.organisationId]);
    expect(await pass(id)).toEqual([]);
  });

  test('if a report waits, a change of its verdict is due, it was never judged, or it is retired', async () => {
    const facts = { connections: [connection('ok.example')] };
    const [waiting, due, retired] = [await addReported(facts), await addReported(facts), await addReported(facts)];
    const fresh = await fleet.addDevice();
    await fleet.publish(more);
    await fleet.report(waiting, facts);
    await fleet.rows('UPDATE device_state SET next_change_at = $2 WHERE device_id = $1', [due, fleet.clock.now()]);
    await fleet.rows(`UPDATE device_state SET device_state = 'retired' WHERE device_id = $1`, [retired]);
    expect(await pass(waiting, due, retired, fresh)).toEqual([]);
  });

  test('if its last report lacks a section that the organisation does not collect', async () => {
    const id = await addReported({ connections: [connection('ok.example')] });
    await fleet.report(id, {});
    await fleet.rows(`UPDATE reports SET reduced = '{"apps": 2}' WHERE device_id = $1`, [id]);
    await judge(id);
    await fleet.publish(more);
    expect(await pass(id)).toEqual([]);
  });

  test('if another worker holds it', async () => {
    const id = await addReported({ connections: [connection('ok.example')] });
    await fleet.publish(more);
    const client = await fleet.database.pool.connect();
    try {
      await client.query('BEGIN');
      await client.query(`SELECT set_config('cordon.organisation', $1, true)`, [fleet.organisationId]);
      await client.query('SELECT FROM device_state WHERE device_id = $1 FOR UPDATE', [id]);
      expect(await pass(id)).toEqual([]);
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
    expect(await pass(id)).toEqual([id]);
  });
});

test('what a device showed is noted as its reports come, and again after its outline was made anew', async () => {
  const id = await addReported({ connections: [connection('a.example')] });
  const many = Array.from({ length: 900 }, (_, index) => ({ package: `com.app${index}` }));
  await fleet.report(id, { apps: many, connections: [connection('b.example')] });
  await judge(id);
  // The outline was made for one host: nine hundred apps made it anew, without a.example.
  await fleet.report(id, { apps: many, connections: [connection('a.example')] });
  await judge(id);
  await fleet.publish([domains('bad.example', 'a.example'), apps('com.bad')]);
  expect(await pass(id)).toEqual([]);
});
