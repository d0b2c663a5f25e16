import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import { assertLeastPrivilege, openDatabase } from './database.ts';
import { type SqlTx, withOrganisationSql } from './tenancy.ts';

/** The whole list: a function that looks across organisations is a decision, made here and in the migration. */
const DEFINER_FUNCTIONS = [
  'api_token_by_hash',
  'count_devices',
  'devices_by_id',
  'drop_report_partitions',
  'enrolment_token_by_hash',
  'fleet_events_after',
  'fold_fleet_counts',
  'ingest_reports',
  'invitation_by_hash',
  'keep_verdict_days',
  'list_fleet_destinations',
  'make_report_partitions',
  'organisation_ids',
  'person_link_by_hash',
  'public_signing_keys',
  'recount_findings',
  'retire_reports',
  'search_devices',
  'session_by_hash',
  'users_by_email',
  'work_due',
];

describe('isolation of organisations in the database', () => {
  let database: TestDatabase;
  let owner: pg.Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    owner = new pg.Client(database.ownerUrl);
    await owner.connect();
    await owner.query(`SELECT make_report_partitions('2014-10-22', 1)`);
  });

  afterAll(async () => {
    await owner.end();
    await database.drop();
  });

  test('no table with an organisation lacks forced row-level security, partitions included', async () => {
    const { rows } = await owner.query<{ name: string; forced: boolean }>(
      `SELECT c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS forced FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND (c.relname = 'organisations' OR EXISTS (
         SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organisation_id' AND NOT a.attisdropped))`,
    );
    expect(rows.map((row) => row.name)).toEqual(
      expect.arrayContaining(['devices', 'reports', 'reports_2014_10', 'organisations']),
    );
    expect(rows.filter((row) => !row.forced)).toEqual([]);
  });

  test('every policy for the application role compares the organisation, on reading and on writing', async () => {
    const { rows } = await owner.query<{ table: string; qual: string; check: string }>(
      `SELECT tablename AS "table", qual, with_check AS "check" FROM pg_policies WHERE 'cordon_app' = ANY (roles)`,
    );
    const expected = (table: string) =>
      `(${table === 'organisations' ? 'id' : 'organisation_id'} = current_organisation())`;
    expect(rows.length).toBeGreaterThan(20);
    expect(rows.filter((row) => row.qual !== expected(row.table) || row.check !== expected(row.table))).toEqual([]);
  });

  test('no definer function exists beyond the list, and each has a pinned search path', async () => {
    const { rows } = await owner.query<{ name: string; config: string[] | null }>(
      `SELECT p.proname AS name, p.proconfig AS config FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
       WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
    );
    expect(rows.map((row) => row.name)).toEqual(DEFINER_FUNCTIONS);
    expect(rows.filter((row) => !row.config?.some((item) => item.startsWith('search_path=')))).toEqual([]);
  });

  test('the application role can neither bypass row security nor become a role that can', async () => {
    const { rows } = await owner.query(
      `SELECT rolname FROM pg_roles WHERE (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb) AND pg_has_role('cordon_app', oid, 'MEMBER')
       UNION ALL SELECT rolname FROM pg_roles WHERE rolname IN ('cordon_resolver', 'cordon_maintainer') AND pg_has_role('cordon_app', oid, 'MEMBER')`,
    );
    expect(rows).toEqual([]);
    const app = openDatabase(database.appUrl);
    await expect(assertLeastPrivilege(app)).resolves.toBeUndefined();
    await app.close();
  });

  test('a process given a superuser or an owner refuses to start', async () => {
    const privileged = openDatabase(database.ownerUrl);
    await expect(assertLeastPrivilege(privileged)).rejects.toThrow(/Use the role cordon_app/);
    await privileged.close();
  });

  test('without an organisation set the application sees no row, and cannot reach a partition directly', async () => {
    await owner.query(
      `INSERT INTO organisations (id, name, epoch_at, decision_table, settings, created_at)
       VALUES ('01900000-0000-7000-8000-000000000001', 'A', now(), '{}', '{}', now())`,
    );
    const app = new pg.Client(database.appUrl);
    await app.connect();
    expect((await app.query('SELECT * FROM organisations')).rows).toEqual([]);
    await expect(app.query('SELECT * FROM reports_2014_10')).rejects.toThrow(/permission denied/);
    await expect(app.query('SET ROLE cordon_resolver')).rejects.toThrow(/permission denied/);
    await app.end();
  });

  test('the application can neither delete nor rewrite history, receipts and audit events', async () => {
    const { rows } = await owner.query<{ table: string; privilege: string }>(
      `SELECT t AS "table", p AS privilege FROM unnest(ARRAY['reports', 'report_receipts', 'verdict_history', 'finding_history', 'audit_events', 'audit_checkpoints', 'acknowledgements']) t,
         unnest(ARRAY['DELETE', 'TRUNCATE', 'UPDATE']) p WHERE has_table_privilege('cordon_app', t, p)`,
    );
    expect(rows).toEqual([]);
  });

  test('a transaction begins for a UUID alone: nothing that is put in its place is run', async () => {
    const app = openDatabase(database.appUrl);
    const work = () => Promise.resolve('ran');
    for (const hostile of ["x'; SELECT set_config('cordon.organisation', '', false); --", '', `${ORGANISATION}'`]) {
      await expect(withOrganisationSql(app, hostile, work)).rejects.toThrow('UUID');
    }
    const told = (tx: SqlTx) => tx.query(`SELECT current_setting('cordon.organisation') AS id`);
    expect((await withOrganisationSql(app, ORGANISATION, told)).rows).toEqual([{ id: ORGANISATION }]);
    const { rows } = await app.pool.query(`SELECT current_setting('cordon.organisation', true) AS id`);
    expect(rows[0].id || null).toBeNull();
    await app.close();
  });
});

const ORGANISATION = '01941f29-7c00-7000-8000-000000000001';
