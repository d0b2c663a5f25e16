import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../../tests/support/test-database.ts';
import { openQueuePool } from './queue-pool.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
}, 60_000);

afterAll(() => database.drop());

test('a connection of the queue that breaks while nobody listens to it ends no process', async () => {
  const pool = openQueuePool(database.appUrl, 2);
  const broken = await pool.connect();
  const { rows } = await broken.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const ended = new Promise<void>((resolve) => broken.once('end', resolve));
  broken.removeAllListeners('error');
  await pool.query('SELECT pg_terminate_backend($1)', [rows[0]?.pid]);
  await ended;
  await expect(broken.query('SELECT 1')).rejects.toThrow();
  broken.release(true);
  expect((await pool.query('SHOW search_path')).rows).toEqual([{ search_path: 'bullmq' }]);
  await pool.end();
});
