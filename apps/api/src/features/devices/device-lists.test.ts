import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestApp, type TestApp } from '../../testing/test-app.ts';
import {
  createCaller,
  createPersonByApi,
  createUnitByApi,
  enrolDevice,
  insertFinding,
  runAsOwner,
  type TestCaller,
} from '../../testing/test-callers.ts';

let host: TestApp;
let owner: TestCaller;
let unitId: string;
/** Names of the devices below by their ids. */
const names = new Map<string, string>();

const DEVICES = [
  { name: 'a', model: 'Pixel 5', manufacturer: 'Google', holder: 'Meera', verdict: 'compliant', reportedAt: 3_000 },
  { name: 'b', model: 'Nokia 3310', manufacturer: 'Nokia', holder: 'asha', verdict: 'unknown', reportedAt: null },
  { name: 'c', model: 'HM 1SW', manufacturer: 'Xiaomi', holder: null, verdict: 'non-compliant', reportedAt: 1_000 },
  { name: 'd', model: 'HM 1SW', manufacturer: 'Xiaomi', holder: 'Meera', verdict: 'non-compliant', reportedAt: 2_000 },
  { name: 'e', model: 'Pixel 4', manufacturer: 'google', holder: null, verdict: 'stale', reportedAt: null },
  {
    name: 'f',
    model: "=1+1,'x'",
    manufacturer: 'aa',
    holder: 'Ravi',
    verdict: 'unknown',
    reportedAt: null,
    waits: true,
  },
];

beforeAll(async () => {
  host = await createTestApp();
  owner = await createCaller(host, 'owner');
  const root = host.organisation.rootUnitId;
  unitId = await createUnitByApi(owner, 'zulu', root);
  const below = await createUnitByApi(owner, 'alpha', unitId);
  const people = new Map<string | null, string>();
  for (const holder of new Set(DEVICES.map((device) => device.holder)))
    if (holder) people.set(holder, await createPersonByApi(owner, { unitId, name: holder }));
  for (const { name, holder, verdict, reportedAt, waits, model, manufacturer } of DEVICES) {
    host.clock.advance(1);
    const facts = { model, manufacturer, brand: manufacturer, product: 'p' };
    const place = { unitId: 'ace'.includes(name) ? unitId : below, personId: people.get(holder) };
    const device = await enrolDevice(host, { ...place, requireApproval: waits ?? false, facts });
    names.set(device.id, name);
    const at = reportedAt === null ? null : new Date(host.clock.now().getTime() + reportedAt);
    const set = 'UPDATE device_state SET verdict = $2, last_received_at = $3 WHERE device_id = $1';
    await runAsOwner(host, set, [device.id, verdict, at]);
  }
  await enrolDevice(host);
});
afterAll(() => host.close());

/** Names of the devices of a list, read so many a page. */
async function order(query: string, limit: number, caller = owner): Promise<string> {
  const seen: string[] = [];
  let cursor = '';
  do {
    const { status, body, text } = await caller.get(`/v1/devices?unitId=${unitId}&limit=${limit}&${query}${cursor}`);
    if (status !== 200) throw new Error(text);
    seen.push(...body.items.map((device: { id: string }) => names.get(device.id)));
    cursor = body.nextCursor ? `&cursor=${body.nextCursor}` : '';
  } while (cursor !== '');
  return seen.join('');
}

describe('a list of devices', () => {
  test.each([
    ['enrolledAt', 'abcdef', 'fedcba'],
    ['name', 'feabcd', 'dcbaef'],
    ['holder', 'badfce', 'fdabec'],
    ['unit', 'bdface', 'ecafdb'],
    ['verdict', 'cdebaf', 'abedcf'],
    ['lastReportAt', 'cdabef', 'adcfeb'],
  ])(
    'is sorted by %s either way, the same in pages of any size, with what lacks it at the end',
    async (sort, up, down) => {
      for (const limit of [1, 2, 4, 100]) {
        expect([sort, limit, await order(`sort=${sort}`, limit)]).toEqual([sort, limit, up]);
        expect([sort, limit, await order(`sort=-${sort}`, limit)]).toEqual([sort, limit, down]);
      }
    },
  );

  test('is sorted as well when it is filtered and searched, and counts what it has', async () => {
    expect(await order('sort=-lastReportAt&verdict=non-compliant', 1)).toBe('dc');
    expect(await order('sort=holder&q=pixel', 1)).toBe('ae');
    expect(await order('sort=verdict&reported=never', 2)).toBe('ebf');
    expect(await order('sort=name&reported=ever&state=active', 2)).toBe('acd');
    const count = await owner.get(`/v1/devices/count?unitId=${unitId}&q=pixel`);
    expect(count.body).toEqual({ devices: 2 });
    expect((await owner.get('/v1/devices/count?package=no.such.app')).body).toEqual({ devices: 0 });
  });

  test('gives its ids alone, page by page', async () => {
    const first = await owner.get(`/v1/devices/ids?unitId=${unitId}&limit=4`);
    const rest = await owner.get(`/v1/devices/ids?unitId=${unitId}&limit=4&cursor=${first.body.nextCursor}`);
    expect([...first.body.items, ...rest.body.items]).toEqual([...names.keys()]);
    expect(rest.body.nextCursor).toBeNull();
  });

  test('refuses a cursor of another order, and one that it cannot have given', async () => {
    const { body } = await owner.get('/v1/devices?sort=name&limit=1');
    expect((await owner.get(`/v1/devices?sort=-name&cursor=${body.nextCursor}`)).status).toBe(422);
    const id = [...names.keys()][0];
    const forged = [
      ['name', 1, null, id],
      ['name', 2, 'x', id],
      ['name', 1, 'x\0', id],
      ['lastReportAt', 1, 'infinity', id],
      ['verdict', 99, null, id],
      ['name', 1, 'x', 'x'],
      'name',
    ];
    for (const content of forged) {
      const cursor = Buffer.from(JSON.stringify(content)).toString('base64url');
      const answer = await owner.get(
        `/v1/devices?sort=${Array.isArray(content) ? content[0] : 'name'}&cursor=${cursor}`,
      );
      expect([content, answer.status]).toEqual([content, 422]);
    }
    const hostile = Buffer.from(JSON.stringify(['name', 1, `'); DROP TABLE devices; -- %L %s $1 \\`, id]));
    expect((await owner.get(`/v1/devices?sort=name&cursor=${hostile.toString('base64url')}`)).status).toBe(200);
  });

  test('is not sorted by names that the caller may not read', async () => {
    const narrow = await createCaller(host, 'owner', { scopes: ['devices:read'] });
    expect((await narrow.get('/v1/devices?sort=-holder')).status).toBe(403);
    expect((await narrow.get('/v1/devices/export?format=csv&sort=unit')).status).toBe(403);
    expect((await narrow.get('/v1/devices?sort=-name')).status).toBe(200);
  });
});

/** 1,100 devices as the first one, told apart by a prefix of their keys. */
async function copyFirst(prefix: string): Promise<void> {
  const copies = `INSERT INTO devices SELECT (jsonb_populate_record(d, jsonb_build_object('id', uuidv7(), 'key_thumbprint', $2 || n, 'person_id', null))).*
    FROM devices d, generate_series(1, 1100) n WHERE d.id = $1`;
  await runAsOwner(
    host,
    `WITH made AS (${copies} RETURNING *) INSERT INTO device_state
    SELECT (jsonb_populate_record(s, jsonb_build_object('device_id', m.id))).* FROM made m, device_state s WHERE s.device_id = $1`,
    [[...names.keys()][0], prefix],
  );
}

describe('an export of devices', () => {
  test('has the devices of the list in its order, as CSV that no sheet runs', async () => {
    const { headers, text } = await owner.get(`/v1/devices/export?format=csv&unitId=${unitId}&sort=name`);
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': 'attachment; filename="devices-2014-10-22.csv"',
    });
    const [head, ...lines] = text.trimEnd().split('\r\n');
    expect(head).toMatch(/^id,state,verdict,/);
    expect(lines.map((line) => names.get(line.slice(0, 36))).join('')).toBe('feabcd');
    expect(lines[0]).toContain(`,"'=1+1,'x'",`);
    expect(lines[0]).toContain(',Ravi,');
  });

  test('as NDJSON says of each device what the list says', async () => {
    const { items } = (await owner.get(`/v1/devices?unitId=${unitId}&limit=200&sort=-verdict`)).body;
    const { headers, text } = await owner.get(`/v1/devices/export?format=ndjson&unitId=${unitId}&sort=-verdict`);
    expect(headers['content-type']).toBe('application/x-ndjson');
    expect(
      text
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(items);
  });

  test('holds nothing beyond the units of the caller, and is audited without the words that were searched for', async () => {
    const commander = await createCaller(host, 'commander', { unitId });
    const { text } = await commander.get('/v1/devices/export?format=ndjson');
    expect(text.trimEnd().split('\n')).toHaveLength(DEVICES.length);
    await owner.get('/v1/devices/export?format=csv&q=meera&verdict=compliant');
    const { body } = await owner.get('/v1/audit-events?action=devices.exported&limit=1');
    expect(body.items[0].details).toMatchObject({ format: 'csv', q: 'given', verdict: 'compliant' });
  });

  test('reads page by page: more than a page comes whole and once', async () => {
    await copyFirst('');
    const { text } = await owner.get(`/v1/devices/export?format=csv&unitId=${unitId}&sort=-lastReportAt`);
    const ids = text
      .trimEnd()
      .split('\r\n')
      .slice(1)
      .map((line) => line.slice(0, 36));
    expect([ids.length, new Set(ids).size]).toEqual([1_106, 1_106]);
  });
});

describe('a list of a word that many devices have', () => {
  // Some of them get a verdict, a unit and a day of their own.
  beforeAll(async () => {
    await copyFirst('word-');
    const twin = await createUnitByApi(owner, 'twin', unitId);
    await runAsOwner(host, `UPDATE units SET name = 'ALPHA' WHERE id = $1`, [twin]);
    await runAsOwner(host, `UPDATE devices SET unit_id = $1 WHERE key_thumbprint ~ '^word-[0-9]*[37]$'`, [twin]);
    await runAsOwner(
      host,
      `UPDATE device_state s SET unit_id = d.unit_id, verdict = (ARRAY['stale', 'compliant', 'non-compliant'])[1 + n % 3],
         last_received_at = CASE WHEN n % 5 > 0 THEN s.last_received_at + (n * 7919 % 1000) * interval '1 minute' END
       FROM devices d CROSS JOIN LATERAL (SELECT substr(d.key_thumbprint, 6)::int AS n WHERE starts_with(d.key_thumbprint, 'word-')) k
       WHERE d.id = s.device_id`,
    );
  });

  type Item = {
    id: string;
    state: string;
    unit: { id: string; name: string };
    verdict: string;
    lastReportAt: string | null;
  };
  const read = async (query: string) => {
    const items: Item[] = [];
    let cursor = '';
    do {
      const { body } = await owner.get(`/v1/devices?unitId=${unitId}&limit=200&${query}${cursor}`);
      items.push(...body.items);
      cursor = body.nextCursor ? `&cursor=${body.nextCursor}` : '';
    } while (cursor !== '');
    return items;
  };
  const WORST_FIRST = ['non-compliant', 'stale', 'unknown', 'in-grace', 'waived', 'compliant'];
  const KEYS: Record<string, (item: Item) => string> = {
    enrolledAt: () => '',
    unit: ({ unit }) => `${unit.name.toLowerCase()} ${unit.id}`,
    verdict: ({ state, verdict }) => (state === 'active' ? String(WORST_FIRST.indexOf(verdict)) : ''),
    lastReportAt: ({ lastReportAt }) => lastReportAt ?? '',
  };

  test.each(['enrolledAt', 'unit', 'verdict', 'lastReportAt'])(
    'has all of them, each once, in the order by %s either way',
    async (sort) => {
      const keyOf = KEYS[sort] as (item: Item) => string;
      for (const query of ['q=pixel', '', 'state=active']) {
        for (const way of [1, -1]) {
          const items = await read(`${query}&sort=${way < 0 ? '-' : ''}${sort}`);
          const { devices } = (await owner.get(`/v1/devices/count?unitId=${unitId}&${query}`)).body;
          expect(devices).toBeGreaterThan(1_100);
          expect([query, items.length, new Set(items.map(({ id }) => id)).size]).toEqual([query, devices, devices]);
          const compare = (a: string, b: string) => (a === b ? 0 : a < b ? -way : way);
          const sorted = [...items].sort((a, b) => {
            const [first, second] = [keyOf(a), keyOf(b)];
            // What lacks the key comes last either way.
            if ((first === '') !== (second === '')) return first === '' ? 1 : -1;
            return compare(first, second) || compare(a.id, b.id);
          });
          expect(items.map(({ id }) => id)).toEqual(sorted.map(({ id }) => id));
        }
      }
    },
  );

  test('counts by verdict alone as by verdict among all devices', async () => {
    for (const verdict of WORST_FIRST) {
      const alone = await owner.get(`/v1/devices/count?verdict=${verdict}`);
      const root = host.organisation.rootUnitId;
      const among = await owner.get(`/v1/devices/count?verdict=${verdict}&unitId=${root}`);
      expect([verdict, alone.body]).toEqual([verdict, among.body]);
    }
  });
});

describe('an export of findings', () => {
  test('has the findings of the list; "failing" is what is open or in grace, a country that of the evidence', async () => {
    const [id] = names.keys();
    const evidence = [{ reportId: id, pointer: '/connections/0', place: { country: 'CN' } }];
    await insertFinding(host, id as string, { subject: 'open-one' });
    await insertFinding(host, id as string, { subject: 'graced', status: 'in-grace', ruleType: 'egress', evidence });
    await insertFinding(host, id as string, { subject: 'gone', status: 'resolved', ruleType: 'egress', evidence });
    const subjects = async (query: string) => {
      const { text } = await owner.get(`/v1/findings/export?format=ndjson&${query}`);
      const { body } = await owner.get(`/v1/findings?${query}`);
      const exported =
        text === ''
          ? []
          : text
              .trimEnd()
              .split('\n')
              .map((line) => JSON.parse(line));
      expect(exported).toEqual(body.items);
      expect((await owner.get(`/v1/findings/count?${query}`)).body.findings).toBe(exported.length);
      return exported.map((finding) => finding.subject).sort();
    };
    expect(await subjects('status=failing')).toEqual(['graced', 'open-one']);
    expect(await subjects('status=failing&country=CN')).toEqual(['graced']);
    expect(await subjects('country=CN')).toEqual(['gone', 'graced']);
    expect(await subjects('country=US')).toEqual([]);
    expect((await owner.get('/v1/findings/count?status=failing')).body).toEqual({ findings: 2, devices: 1 });
    const { text } = await owner.get('/v1/findings/export?format=csv&status=failing');
    expect(text.split('\r\n')[0]).toMatch(/^id,deviceId,manufacturer,model,holder,policy,/);
  });
});
