import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../tests/support/test-database.ts';
import { type Database, openDatabase } from './database.ts';
import { withOrganisationSql } from './tenancy.ts';
import { together } from './together.ts';

const ORGANISATION = '019a0000-0000-7000-8000-000000000001';

describe('statements sent together', () => {
  let own: TestDatabase;
  let database: Database;

  beforeAll(async () => {
    own = await createTestDatabase();
    database = openDatabase(own.appUrl);
  });
  afterAll(async () => {
    await database.close();
    await own.drop();
  });

  test('are done in the order in which they were sent, each seeing what the one before wrote', async () => {
    const seen = await withOrganisationSql(database, ORGANISATION, async (tx) => {
      const [, first, , second] = await together([
        tx.query('CREATE TEMPORARY TABLE marks (n integer) ON COMMIT DROP'),
        tx.query<{ n: number }>('SELECT count(*)::int AS n FROM marks'),
        tx.query('INSERT INTO marks VALUES (1)'),
        tx.query<{ n: number }>('SELECT count(*)::int AS n FROM marks'),
      ]);
      return [first.rows[0]?.n, second.rows[0]?.n];
    });
    expect(seen).toEqual([0, 1]);
  });

  test('the first statements of a transaction are done inside it, in its organisation', async () => {
    const organisation = await withOrganisationSql(database, ORGANISATION, async (tx) => {
      const { rows } = await tx.query<{ id: string }>('SELECT current_organisation() AS id');
      return rows[0]?.id;
    });
    expect(organisation).toBe(ORGANISATION);
  });

  test('one that fails is the one told of, once all others have ended', async () => {
    let end: () => void = () => undefined;
    const other = new Promise<void>((resolve) => {
      end = resolve;
    });
    let isOver = false;
    const failing = withOrganisationSql(database, ORGANISATION, async (tx) => {
      const all = together([tx.query('SELECT 1 / 0'), tx.query('SELECT 1'), other]);
      await all.finally(() => {
        isOver = true;
      });
    });
    await database.pool.query('SELECT 1');
    expect(isOver).toBe(false);
    end();
    await expect(failing).rejects.toThrow('division by zero');
  });
});
