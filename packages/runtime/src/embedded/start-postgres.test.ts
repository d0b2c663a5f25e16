import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createTestDatabase, type TestDatabase } from '../../../../tests/support/test-database.ts';

describe('x', () => {
  let db: TestDatabase;
  beforeAll(async () => {
    db = await createTestDatabase();
  }, 60000);
  afterAll(() => db.drop());
  test('y', () => {
    expect(db.appUrl).toContain('cordon_app');
    console.log(db.appUrl.replace(/:[^:@]*@/, '@'));
  });
});
