import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../tests/support/test-database.ts';
import { runServerCommand } from './index.ts';

let testDatabase: TestDatabase;
let owner: pg.Client;
let dataDir: string;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  owner = new pg.Client({ connectionString: testDatabase.ownerUrl });
  await owner.connect();
  dataDir = await mkdtemp(join(tmpdir(), 'cordon-data-'));
  const runtime = {
    DATABASE_URL: testDatabase.appUrl,
    CORDON_SECRET_KEY: '07'.repeat(32),
    PUBLIC_URL: 'http://127.0.0.1:8080',
    AUDIT_CHECKPOINT_DIR: join(dataDir, 'audit'),
  };
  await writeFile(join(dataDir, 'runtime.json'), JSON.stringify(runtime), { mode: 0o600 });
});
afterAll(async () => {
  await owner?.end();
  await testDatabase?.drop();
  await rm(dataDir, { recursive: true, force: true });
});

async function run(...words: string[]): Promise<{ code: number | undefined; out: string[]; err: string[] }> {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await runServerCommand(words, { out: (line) => out.push(line), err: (line) => err.push(line) });
  return { code, out, err };
}

function create(name: string, email = 'owner@air.example') {
  return run('organisation', 'create', '--name', name, '--owner', email, '--data', dataDir);
}

async function idOf(name: string): Promise<string> {
  const { rows } = await owner.query<{ id: string }>('SELECT id FROM organisations WHERE name = $1', [name]);
  return rows[0]?.id ?? '';
}

test('organisation create prints a link that is stored hashed alone', async () => {
  const { code, out } = await create('Air Command');
  expect(code).toBe(0);
  const link = new URL(out.at(-1) ?? '');
  expect(link.origin + link.pathname).toBe('http://127.0.0.1:8080/invitation');
  const token = link.searchParams.get('token') ?? '';
  const { rows } = await owner.query('SELECT * FROM invitations WHERE token_hash = sha256($1::bytea)', [token]);
  expect(rows).toHaveLength(1);
  expect(rows[0].expires_at.getTime() - rows[0].created_at.getTime()).toBe(24 * 3_600_000);
});

test('audit checkpoint and audit verify cover every organisation, and verify says with its exit code what it found', async () => {
  await create('Intact');
  await create('Tampered');
  const id = await idOf('Tampered');
  expect((await run('audit', 'checkpoint', '--data', dataDir)).code).toBe(0);
  expect(await readFile(join(dataDir, 'audit', id, '1.jws'), 'utf8')).toMatch(/^eyJ/);
  expect(await run('audit', 'verify', '--data', dataDir)).toMatchObject({ code: 0, err: [] });
  await owner.query(`UPDATE audit_events SET details = '{}' WHERE organisation_id = $1`, [id]);
  const { code, out } = await run('audit', 'verify', '--data', dataDir);
  expect(code).toBe(1);
  expect(out).toContain(`${id}: NOT INTACT; 1 events, last checkpoint at 1`);
  expect(out.join('\n')).toContain('event 1');
  expect((await run('audit', 'verify', '--organisation', await idOf('Intact'), '--data', dataDir)).code).toBe(0);
});

test('migrate says that nothing is to be done on a database that is up to date', async () => {
  process.env.DATABASE_MIGRATION_URL = testDatabase.ownerUrl;
  process.env.DATABASE_URL = testDatabase.appUrl;
  try {
    expect(await run('migrate')).toEqual({ code: 0, out: ['The database is up to date.'], err: [] });
  } finally {
    delete process.env.DATABASE_MIGRATION_URL;
    delete process.env.DATABASE_URL;
  }
});

test.each([
  [['organisation', 'create', '--name', 'X'], '--owner is missing'],
  [['organisation', 'create', '--name', 'X', '--owner', 'nobody'], '--owner must be an e-mail address'],
  [['audit', 'verify', '--data', '/nonexistent'], 'no embedded server runs in /nonexistent'],
  [['migrate'], 'DATABASE_MIGRATION_URL: is missing'],
])('a wrong call is told in a line, with exit code 2: %s', async (words, reason) => {
  const { code, err } = await run(...words);
  expect(code).toBe(2);
  expect(err.join('\n')).toContain(reason);
});

test('a word that is no command is left to others', async () => {
  expect((await run('policy', 'lint')).code).toBeUndefined();
});
