import pg from 'pg';

/** What is loaded of a fleet: its size decides everything else. */
export interface FleetIds {
  organisationId: string;
  rootUnitId: string;
}

/** A share of devices for each vendor, and how its models are called. */
const VENDORS = `(VALUES (0, 'samsung', 'Samsung', 'SM-A5%sB'), (1, 'xiaomi', 'Xiaomi', 'Redmi Note %s'), (2, 'oppo', 'OPPO', 'CPH2%s'),
  (3, 'vivo', 'vivo', 'V20%s'), (4, 'google', 'Google', 'Pixel %s'), (5, 'motorola', 'Motorola', 'moto g%s'), (6, 'nokia', 'Nokia', 'TA-1%s'),
  (7, NULL, 'Lava', 'LXX%s')) AS v (n, vendor, manufacturer, model)`;

const FIRST_NAMES = `ARRAY['Asha','Ravi','Meera','Vikram','Sunita','Arjun','Kavita','Rahul','Divya','Sanjay','Priya','Anil','Lakshmi','Deepak','Nisha','Manoj']`;
const LAST_NAMES = `ARRAY['Rao','Singh','Iyer','Khan','Das','Nair','Sharma','Patel','Reddy','Thomas','Gill','Bose','Menon','Joshi','Kaur','Pillai','Chauhan','Mehta']`;

/**
 * Fills a migrated, empty database with a fleet of so many devices: units on three levels, holders, judged states, findings,
 * apps and destinations. Set-based, as its owner; the counts are made by the product's own triggers.
 */
export async function loadFleet(
  url: string,
  ids: FleetIds,
  devices: number,
  say: (text: string) => void,
): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const run = async (name: string, sql: string, values: unknown[] = []) => {
    const from = performance.now();
    await client.query(sql, values);
    say(`${name}: ${((performance.now() - from) / 1_000).toFixed(1)} s`);
  };
  try {
    // Rows are right by construction: foreign keys are not checked one by one. Triggers that count are switched on again.
    await client.query(
      `SET session_replication_role = replica; SET maintenance_work_mem = '512MB'; SET work_mem = '256MB'`,
    );
    await client.query(ID_OF);
    await run('units', UNITS, [ids.organisationId, ids.rootUnitId]);
    await run('people', PEOPLE, [ids.organisationId, Math.ceil(devices / 2)]);
    await withoutIndexes(client, 'devices', () => run('devices', DEVICES, [ids.organisationId, devices]));
    await run('findings', FINDINGS, [ids.organisationId]);
    await client.query('SET session_replication_role = origin');
    await client.query('ALTER TABLE device_state DISABLE TRIGGER ALL; ALTER TABLE device_state ENABLE TRIGGER USER');
    await run('states', STATES, [ids.organisationId]);
    await client.query('ALTER TABLE device_state ENABLE TRIGGER ALL');
    await run('names', NAMES, [ids.organisationId]);
    await withoutIndexes(client, 'device_apps', () => run('apps', APPS, [ids.organisationId]));
    await withoutIndexes(client, 'device_destinations', () => run('destinations', DESTINATIONS, [ids.organisationId]));
    await run(
      'findings in numbers',
      'INSERT INTO fleet_dirty (organisation_id, device_id) SELECT DISTINCT organisation_id, device_id FROM findings',
    );
    await run('counts', 'SELECT recount_findings(10000000), fold_fleet_counts(10000000)');
    await run('counts', 'SELECT fold_fleet_counts(10000000)');
    await run('vacuum', 'VACUUM (ANALYZE)');
  } finally {
    await client.end();
  }
}

/** Building an index at once is quicker than row by row; those that keep rows unique stay. */
async function withoutIndexes(client: pg.Client, table: string, work: () => Promise<void>): Promise<void> {
  const { rows } = await client.query<{ name: string; sql: string }>(
    `SELECT indexrelid::regclass::text AS name, pg_get_indexdef(indexrelid) AS sql FROM pg_index
     WHERE indrelid = $1::regclass AND NOT indisunique`,
    [table],
  );
  for (const { name } of rows) await client.query(`DROP INDEX ${name}`);
  await work();
  for (const { sql } of rows) await client.query(sql);
}

/** A UUIDv8 of a text, as the product makes them. */
const ID_OF = `CREATE FUNCTION pg_temp.id_of(p_text text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT (substr(h, 1, 12) || '8' || substr(h, 14, 3) || '8' || substr(h, 18))::uuid FROM md5(p_text) AS h $$`;

const UNITS = `
  WITH RECURSIVE made AS (
    SELECT n, uuidv7() AS id, CASE WHEN n <= 10 THEN 0 WHEN n <= 110 THEN 1 + (n - 11) / 10 ELSE 11 + (n - 111) / 9 END AS parent
    FROM generate_series(1, 1010) n
  ), tree AS (
    SELECT n, id, $2::uuid AS parent_id, ARRAY[$2::uuid, id] AS path FROM made WHERE parent = 0
    UNION ALL SELECT m.n, m.id, t.id, t.path || m.id FROM made m JOIN tree t ON m.parent = t.n
  )
  INSERT INTO units (organisation_id, id, key, name, parent_id, path, created_at)
  SELECT $1::uuid, id, 'unit-' || n, 'Unit ' || n, parent_id, path, now() FROM tree`;

const PEOPLE = `
  INSERT INTO people (organisation_id, id, unit_id, name, service_number, email, created_at)
  SELECT $1::uuid, uuidv7(), u.id,
         (${FIRST_NAMES})[1 + n % 16] || ' ' || (${LAST_NAMES})[1 + n / 16 % 18], 'S' || lpad(n::text, 9, '0'), 'p' || n || '@example.org', now()
  FROM generate_series(1, $2::int) n JOIN units u ON u.key = 'unit-' || (1 + n % 1010)`;

const DEVICES = `
  WITH person AS MATERIALIZED (SELECT id, unit_id, name, row_number() OVER (ORDER BY id) AS n FROM people),
  unit AS MATERIALIZED (SELECT id, substr(key, 6)::int AS n FROM units WHERE key LIKE 'unit-%'),
  made AS (SELECT n, uuidv7() AS id, '86' || lpad((n * 7919 % 10000000000000)::text, 13, '0') AS imei,
                  'SN' || upper(substr(md5(n::text), 1, 10)) AS serial, (n % 23 % 8)::int AS brand, (n % 97)::int AS series
           FROM generate_series(1, $2::bigint) n)
  INSERT INTO devices (organisation_id, id, state, unit_id, person_id, ownership, groups, tags, manufacturer, brand, model, serial_number, imei, os_name,
    os_version, search_text, vendor, public_jwk, key_algorithm, key_thumbprint, enrolment_token_id, enrolled_at)
  SELECT $1::uuid, m.id, CASE WHEN m.n % 200 = 0 THEN 'retired' WHEN m.n % 333 = 0 THEN 'pending' ELSE 'active' END,
         coalesce(p.unit_id, u.id), p.id, (ARRAY['issued','personal','dependant'])[1 + m.n % 3], '{}', CASE WHEN m.n % 1000 = 0 THEN '{pilot}'::text[] ELSE '{}' END,
         v.manufacturer, v.manufacturer, format(v.model, m.series), m.serial, ARRAY[m.imei], 'android', (9 + m.n % 7)::text,
         lower(concat_ws(' ', v.manufacturer, format(v.model, m.series), m.serial, m.imei, p.name)), v.vendor,
         '{"kty":"EC","crv":"P-256","x":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA","y":"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"}', 'ES256', m.id::text, m.id, now()
  FROM made m JOIN ${VENDORS} ON v.n = m.brand LEFT JOIN person p ON p.n = m.n / 2 AND m.n % 2 = 0 JOIN unit u ON u.n = 1 + m.n * 31 % 1010`;

const FINDINGS = `
  INSERT INTO findings (device_id, id, organisation_id, policy_name, rule_id, rule_type, subject, status, severity, first_seen, last_seen, evidence, policy_version)
  SELECT d.id, uuidv7(), $1::uuid, 'foreign-cloud', r.rule, r.type, r.subject, CASE WHEN d.rank % 8 = 0 THEN 'open' WHEN d.rank % 8 = 1 THEN 'in-grace' ELSE 'resolved' END,
         r.severity, now(), now(), r.evidence, 1
  FROM (SELECT id, row_number() OVER (ORDER BY id) AS rank FROM devices WHERE state = 'active') d
  JOIN (VALUES ('banned-vendor', 'vendor', 'xiaomi', 'critical', '[]'::jsonb),
    ('data-abroad', 'egress', 'xiaomi.com:imei', 'high', '[{"pointer":"/connections/0","observed":{"host":"api.account.xiaomi.com","ip":"42.62.94.2"},"place":{"country":"CN"}}]'::jsonb))
    AS r (rule, type, subject, severity, evidence) ON (d.rank % 8 < 2 OR d.rank % 8 = 3) AND (r.rule = 'banned-vendor' OR d.rank % 3 = 0)`;

const STATES = `
  INSERT INTO device_state (organisation_id, device_id, unit_id, device_state, verdict, reasons, not_evaluated, verdict_since, judged_at, judged_epoch, citations,
    last_report_id, last_seq, last_received_at, last_valid_at, vendor)
  SELECT $1::uuid, d.id, d.unit_id, d.state, CASE rank % 8 WHEN 0 THEN 'non-compliant' WHEN 1 THEN 'in-grace' WHEN 2 THEN 'stale' WHEN 4 THEN 'unknown' ELSE 'compliant' END,
         '[]', '[]', now(), now(), 1, '{"epoch":1,"policies":[{"hash":"0","name":"foreign-cloud","version":1}],"catalogueVersion":"2026"}', d.id, 42,
         now() - d.rank % 7200 * interval '1 second', now(), d.vendor
  FROM (SELECT *, row_number() OVER (ORDER BY id) AS rank FROM devices) d`;

const NAMES = `
  WITH app AS (INSERT INTO fleet_apps (organisation_id, id, package, signers, version)
    SELECT $1::uuid, pg_temp.id_of('app' || p || '.' || v), 'com.example.app' || p, ARRAY['sha256:' || md5(p::text) || md5(p::text)], v || '.0'
    FROM generate_series(0, 4999) p, generate_series(0, 9) v)
  INSERT INTO fleet_destinations (organisation_id, id, host, country)
  SELECT $1::uuid, pg_temp.id_of('host' || n), 'host' || n || '.example.net', (ARRAY['CN','US','IN','SG','DE'])[1 + n % 5] FROM generate_series(0, 99999) n`;

// The popular ones are on every device, the others on few.
const APPS = `
  INSERT INTO device_apps (device_id, app_id, organisation_id, first_seen)
  SELECT d.id, pg_temp.id_of('app' || a.p || '.' || d.n % 10), $1::uuid, now()::date
  FROM (SELECT id, row_number() OVER () AS n FROM devices WHERE state = 'active') d
  CROSS JOIN LATERAL (VALUES (0), (1), (2 + d.n * 7 % 4998), (2 + d.n * 13 % 97 + 10)) AS a (p) ON CONFLICT DO NOTHING`;

const DESTINATIONS = `
  INSERT INTO device_destinations (device_id, destination_id, address, organisation_id, categories, is_counted, first_seen, last_seen)
  SELECT d.id, pg_temp.id_of('host' || h.n), '10.0.0.0'::inet + h.n * 40 + d.n % 3, $1::uuid, 1, true, now()::date - 30, now()::date - (d.n % 30)::int
  FROM (SELECT id, row_number() OVER () AS n FROM devices WHERE state = 'active') d
  CROSS JOIN LATERAL (VALUES (0), (1 + d.n * 11 % 99999)) AS h (n)`;
