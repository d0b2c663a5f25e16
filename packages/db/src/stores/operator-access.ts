import { type Permission, ROLE_PERMISSIONS, type Role } from '@cordon/contract';
import type { Database } from '../database.ts';
import { hashSecret } from '../provision/secret.ts';
import { type SqlTx, withOrganisationSql } from '../tenancy.ts';

/** A role on a unit with its sub-units, and the permissions it comes to for this caller. */
export interface AccessRight {
  role: Role;
  unitId: string;
  permissions: ReadonlySet<Permission>;
}

/** Who a credential belongs to and what it may do, at this moment. */
export interface OperatorAccess {
  organisationId: string;
  actor: { kind: 'user' | 'api-token'; id: string };
  /** The user who signed in, or who made the API token. */
  userId?: string;
  sessionId?: string;
  rights: readonly AccessRight[];
  /** Absent where there are no rights. */
  rootUnitId?: string;
  /** Units below those of the rights, with the ids from the root to each; empty if a right is on the root. */
  units: readonly { id: string; path: readonly string[] }[];
}

/** A session ends when it was idle for so long. */
export const SESSION_IDLE_MS = 15 * 60_000;
/** How far the stored time of last use may lag behind. */
const SESSION_TOUCH_MS = 15_000;
const TOKEN_TOUCH_MS = 60_000;

interface TokenRow {
  role: Role;
  unit_id: string;
  scopes: Permission[];
  created_by: string | null;
  last_used_at: Date | null;
  root_unit_id: string;
  maker_roles: Role[];
}

export interface AuthenticateOptions {
  /** Leave the time of last use as it is: for what a program asks by itself. */
  untouched?: boolean;
}

/**
 * Authenticates an API token.
 *
 * @returns `undefined` if it is unknown, expired or revoked, or its maker was disabled
 */
export async function authenticateApiToken(
  database: Database,
  token: string,
  now: Date,
  options: AuthenticateOptions = {},
): Promise<OperatorAccess | undefined> {
  const found = await resolve(database, 'api_token_by_hash', token);
  if (!found) return undefined;
  return withOrganisationSql(database, found.organisationId, async (tx) => {
    const { rows } = await tx.query<TokenRow>(SELECT_TOKEN, [found.organisationId, found.id, now]);
    const row = rows[0];
    if (!row) return undefined;
    if (!options.untouched) await touchToken(tx, found, row.last_used_at, now);
    const right = { role: row.role, unitId: row.unit_id, permissions: permissionsOfToken(row) };
    return {
      organisationId: found.organisationId,
      actor: { kind: 'api-token' as const, id: found.id },
      userId: row.created_by ?? undefined,
      rights: [right],
      rootUnitId: row.root_unit_id,
      units: await coveredUnits(tx, found.organisationId, [right], row.root_unit_id),
    };
  });
}

const SELECT_TOKEN = `
  SELECT t.role, t.unit_id, t.scopes, t.created_by, t.last_used_at, n.path[1] AS root_unit_id,
         ARRAY(SELECT DISTINCT g.role FROM grants g
               WHERE g.organisation_id = t.organisation_id AND g.user_id = t.created_by AND g.unit_id = ANY (n.path)) AS maker_roles
  FROM api_tokens t
  JOIN units n ON n.organisation_id = t.organisation_id AND n.id = t.unit_id
  LEFT JOIN users u ON u.organisation_id = t.organisation_id AND u.id = t.created_by
  WHERE t.organisation_id = $1 AND t.id = $2 AND t.revoked_at IS NULL AND t.expires_at > $3 AND u.disabled_at IS NULL`;

/** INVARIANT: a token never does more than its maker could do at this moment, whatever it was made with. */
function permissionsOfToken(row: TokenRow): ReadonlySet<Permission> {
  const all = [...ROLE_PERMISSIONS[row.role]].filter(
    (permission) => row.scopes.length === 0 || row.scopes.includes(permission),
  );
  if (row.created_by === null) return new Set(all);
  return new Set(all.filter((permission) => row.maker_roles.some((role) => ROLE_PERMISSIONS[role].has(permission))));
}

async function touchToken(tx: SqlTx, token: Resolved, lastUsedAt: Date | null, now: Date): Promise<void> {
  const limit = new Date(now.getTime() - TOKEN_TOUCH_MS);
  if (lastUsedAt !== null && lastUsedAt > limit) return;
  await tx.query(
    'UPDATE api_tokens SET last_used_at = $3 WHERE organisation_id = $1 AND id = $2 AND (last_used_at IS NULL OR last_used_at <= $4)',
    [token.organisationId, token.id, now, limit],
  );
}

/**
 * Authenticates a session's token, and notes that the session is in use.
 *
 * @returns `undefined` if it is unknown, revoked, idle for 15 minutes or past its end, or its user was disabled
 */
export async function authenticateSession(
  database: Database,
  token: string,
  now: Date,
  options: AuthenticateOptions = {},
): Promise<OperatorAccess | undefined> {
  const found = await resolve(database, 'session_by_hash', token);
  if (!found) return undefined;
  return withOrganisationSql(database, found.organisationId, async (tx) => {
    const idleSince = new Date(now.getTime() - SESSION_IDLE_MS);
    const { rows } = await tx.query<SessionRow>(SELECT_SESSION, [found.organisationId, found.id, now, idleSince]);
    const row = rows[0];
    if (!row) return undefined;
    if (!options.untouched) await touchSession(tx, found, row.last_seen_at, now);
    const rights = row.grants.map(({ role, unitId }) => ({ role, unitId, permissions: ROLE_PERMISSIONS[role] }));
    const rootUnitId = row.grants[0]?.rootUnitId;
    return {
      organisationId: found.organisationId,
      actor: { kind: 'user' as const, id: row.user_id },
      userId: row.user_id,
      sessionId: found.id,
      rights,
      rootUnitId,
      units: await coveredUnits(tx, found.organisationId, rights, rootUnitId),
    };
  });
}

interface SessionRow {
  user_id: string;
  last_seen_at: Date;
  grants: { role: Role; unitId: string; rootUnitId: string }[];
}

const SELECT_SESSION = `
  SELECT s.user_id, s.last_seen_at,
         (SELECT coalesce(json_agg(json_build_object('role', g.role, 'unitId', g.unit_id, 'rootUnitId', n.path[1])), '[]') FROM grants g
          JOIN units n ON n.organisation_id = g.organisation_id AND n.id = g.unit_id
          WHERE g.organisation_id = s.organisation_id AND g.user_id = s.user_id) AS grants
  FROM sessions s
  JOIN users u ON u.organisation_id = s.organisation_id AND u.id = s.user_id
  WHERE s.organisation_id = $1 AND s.id = $2 AND s.revoked_at IS NULL AND s.expires_at > $3 AND s.last_seen_at > $4 AND u.disabled_at IS NULL`;

async function touchSession(tx: SqlTx, session: Resolved, lastSeenAt: Date, now: Date): Promise<void> {
  if (now.getTime() - lastSeenAt.getTime() < SESSION_TOUCH_MS) return;
  await tx.query('UPDATE sessions SET last_seen_at = $3 WHERE organisation_id = $1 AND id = $2 AND last_seen_at < $3', [
    session.organisationId,
    session.id,
    now,
  ]);
}

async function coveredUnits(
  tx: SqlTx,
  organisationId: string,
  rights: readonly AccessRight[],
  rootUnitId: string | undefined,
): Promise<OperatorAccess['units']> {
  // A permission held on the root needs no list; one held below it alone does, so only an owner of everything skips this.
  const below = rights.filter((right) => right.unitId !== rootUnitId).map((right) => right.unitId);
  if (below.length === 0) return [];
  const { rows } = await tx.query<{ id: string; path: string[] }>(
    'SELECT id, path FROM units WHERE organisation_id = $1 AND path && $2::uuid[] ORDER BY id',
    [organisationId, below],
  );
  return rows;
}

interface Resolved {
  organisationId: string;
  id: string;
}

/** Which row a secret belongs to, before its organisation is known. The name of the function is never input. */
async function resolve(
  database: Database,
  resolver: 'session_by_hash' | 'api_token_by_hash',
  token: string,
): Promise<Resolved | undefined> {
  const { rows } = await database.pool.query<{ organisation_id: string; id: string }>(
    `SELECT organisation_id, id FROM ${resolver}($1)`,
    [hashSecret(token)],
  );
  return rows[0] && { organisationId: rows[0].organisation_id, id: rows[0].id };
}
