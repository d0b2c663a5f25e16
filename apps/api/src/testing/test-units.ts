import { withOrganisation } from '@cordon/db';
import type { TestApp } from './test-app.ts';

/**
 * Makes a unit.
 *
 * @param above ids from the root to its parent
 */
export async function createTestUnit(
  testApp: Pick<TestApp, 'database' | 'clock'>,
  organisationId: string,
  key: string,
  above: readonly string[],
): Promise<string> {
  const id = crypto.randomUUID();
  const parentId = above.at(-1) ?? null;
  const data = { organisationId, id, key, name: key, parentId, path: [...above, id], createdAt: testApp.clock.now() };
  await withOrganisation(testApp.database, organisationId, (tx) => tx.unit.create({ data }));
  return id;
}
