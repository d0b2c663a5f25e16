import pg from 'pg';

/** What the embedded launcher must know of the database before it lets anybody in. */
export interface Installation {
  /** The only organisation's id, or the oldest one's; absent: the database is empty. */
  organisationId?: string;
  /** Whether a password that was printed at the first start is still in use. */
  hasPrintedPassword: boolean;
}

/**
 * Looks at the whole database, across organisations.
 *
 * @param ownerUrl connection string of the superuser, after the migrations
 */
export async function readInstallation(ownerUrl: string): Promise<Installation> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rows } = await client.query<{ id: string | null; printed: boolean }>(
      `SELECT (SELECT id FROM organisations ORDER BY id LIMIT 1) AS id,
              EXISTS (SELECT FROM users WHERE password_temporary AND disabled_at IS NULL) AS printed`,
    );
    return { organisationId: rows[0]?.id ?? undefined, hasPrintedPassword: rows[0]?.printed ?? false };
  } finally {
    await client.end();
  }
}

/** Makes the database if it is not there. @returns its connection string */
export async function ensureDatabase(ownerUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: ownerUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
  const url = new URL(ownerUrl);
  url.pathname = `/${name}`;
  return url.href;
}
