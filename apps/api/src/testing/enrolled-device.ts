import { createEnrolmentToken, type NewEnrolmentToken, withOrganisation } from '@cordon/db';
import pg from 'pg';
import type { TestApp, TestOrganisation } from './test-app.ts';
import { createTestDevice, enrolTestDevice, type TestAlgorithm, type TestDevice } from './test-device.ts';

/** Makes an enrolment token for one issued device of the root unit, or as `changes` say. */
export async function makeToken(
  host: TestApp,
  changes: Partial<NewEnrolmentToken> = {},
  organisation: TestOrganisation = host.organisation,
): Promise<{ id: string; token: string }> {
  const now = host.clock.now();
  return withOrganisation(host.database, organisation.id, (tx) =>
    createEnrolmentToken(tx, {
      organisationId: organisation.id,
      label: 'test',
      unitId: organisation.rootUnitId,
      ownership: 'issued',
      maxUses: 1,
      now,
      expiresAt: new Date(now.getTime() + 86_400_000),
      ...changes,
    }),
  );
}

/** A handset that is enrolled. */
export async function enrolledDevice(
  host: TestApp,
  options: {
    algorithm?: TestAlgorithm;
    facts?: Record<string, unknown>;
    token?: Partial<NewEnrolmentToken>;
    organisation?: TestOrganisation;
  } = {},
): Promise<TestDevice> {
  const { token } = await makeToken(host, options.token, options.organisation);
  const device = await createTestDevice(options);
  await enrolTestDevice(host, device, token);
  return device;
}

/** Runs one statement as the database's superuser, past row-level security. */
export async function runAsOwner<T extends pg.QueryResultRow>(
  host: Pick<TestApp, 'ownerUrl'>,
  statement: string,
  values: unknown[] = [],
): Promise<T[]> {
  const client = new pg.Client({ connectionString: host.ownerUrl });
  await client.connect();
  try {
    return (await client.query<T>(statement, values)).rows;
  } finally {
    await client.end();
  }
}

/** How many rows these tables have: what a refusal must not change. */
export async function countRows(host: Pick<TestApp, 'ownerUrl'>, ...tables: string[]): Promise<Record<string, number>> {
  const counts = tables.map((table) => `(SELECT count(*)::int FROM ${table}) AS ${table}`).join(', ');
  const [row] = await runAsOwner<Record<string, number>>(host, `SELECT ${counts}`);
  return row ?? {};
}
