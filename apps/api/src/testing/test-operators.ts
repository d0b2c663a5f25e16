import type { Permission, Role } from '@cordon/contract';
import { createApiToken, type Database, withOrganisation } from '@cordon/db';
import type { Clock } from '@cordon/runtime';

/** What of the test application this needs. */
export interface TestOperatorHost {
  database: Database;
  clock: Clock;
  organisationId: string;
}

export interface TestOperator {
  /** To be passed to `app.inject({ headers })`. */
  headers: { authorization: string };
  apiTokenId: string;
}

/** Makes an API token with a role on a unit, made by the server's operator, valid for a year of the test's clock. */
export async function createTestOperator(
  host: TestOperatorHost,
  role: Role,
  unitId: string,
  scopes: readonly Permission[] = [],
): Promise<TestOperator> {
  const now = host.clock.now();
  const expiresAt = new Date(now.getTime() + 365 * 86_400_000);
  const { organisationId } = host;
  const { id, token } = await withOrganisation(host.database, organisationId, (tx) =>
    createApiToken(tx, { organisationId, name: `test ${role}`, role, unitId, scopes, now, expiresAt }),
  );
  return { headers: { authorization: `Bearer ${token}` }, apiTokenId: id };
}
