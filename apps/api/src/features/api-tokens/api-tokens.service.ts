import {
  type ApiToken,
  type ApiTokenCreate,
  type ApiTokenListQuery,
  AppError,
  type CreatedApiToken,
  idAfter,
  type Page,
  type Permission,
  ROLE_PERMISSIONS,
  toPage,
} from '@cordon/contract';
import {
  type ApiTokenRecord,
  appendAuditEvent,
  createApiToken,
  getApiToken,
  hasUnit,
  listApiTokens,
  revokeApiToken,
  type Tx,
  withOrganisation,
} from '@cordon/db';
import type { Deps } from '../../deps.ts';
import type { Operator } from '../../plugins/operator.ts';
import { unknownReference } from '../users/users.service.ts';

export type ApiTokenDeps = Pick<Deps, 'database' | 'clock'>;

const MAX_LIFETIME_MS = 400 * 86_400_000;

/** Tokens on units that the caller may read tokens of. */
export async function findApiTokens(
  deps: ApiTokenDeps,
  operator: Operator,
  query: ApiTokenListQuery,
): Promise<Page<ApiToken>> {
  const { organisationId } = operator;
  const now = deps.clock.now();
  const filter = {
    unitIds: operator.unitScope('api-tokens:read'),
    isValid: query.state === undefined ? undefined : query.state === 'valid',
    endsWithinDays: query.endsWithinDays,
    now,
    after: idAfter(query.cursor),
    limit: query.limit,
  };
  const rows = await withOrganisation(deps.database, organisationId, (tx) => listApiTokens(tx, organisationId, filter));
  const { items, nextCursor } = toPage(rows, query.limit, (row) => row.id);
  return { items: items.map((row) => toApiToken(row, now)), nextCursor };
}

/**
 * Makes a token that may do nothing its maker may not, now (checked here) or later (checked at each use).
 *
 * @throws AppError `forbidden`, or `validation` for a scope that the role lacks or a life of more than 400 days
 */
export async function makeApiToken(
  deps: ApiTokenDeps,
  operator: Operator,
  input: ApiTokenCreate,
): Promise<CreatedApiToken> {
  const { organisationId, userId: createdBy } = operator;
  const now = deps.clock.now();
  const expiresAt = new Date(input.expiresAt);
  assertScopes(input);
  assertLifetime(expiresAt, now);
  assertCovers(operator, input);
  return withOrganisation(deps.database, organisationId, async (tx) => {
    if (!(await hasUnit(tx, organisationId, input.unitId))) throw unknownReference('/unitId', 'unit');
    const { id, token } = await createApiToken(tx, { ...input, organisationId, createdBy, now, expiresAt });
    await audit(tx, operator, 'api-token.created', { id, unitId: input.unitId }, now, { after: input });
    const made = await getApiToken(tx, organisationId, id);
    if (!made) throw notFound();
    return { ...toApiToken(made, now), token };
  });
}

/** Revokes a token, at once and for good; one that is revoked already stays so. */
export async function endApiToken(deps: ApiTokenDeps, operator: Operator, id: string): Promise<void> {
  const { organisationId } = operator;
  const now = deps.clock.now();
  await withOrganisation(deps.database, organisationId, async (tx) => {
    const token = await getApiToken(tx, organisationId, id, operator.unitScope('api-tokens:write'));
    if (!token) throw notFound();
    assertCovers(operator, token);
    const isRevoked = await revokeApiToken(tx, organisationId, id, now);
    if (isRevoked) await audit(tx, operator, 'api-token.revoked', token, now, { before: { name: token.name } });
  });
}

function audit(
  tx: Tx,
  operator: Operator,
  action: string,
  token: { id: string; unitId: string },
  at: Date,
  details: Record<string, unknown>,
): Promise<void> {
  const target = { kind: 'api-token', id: token.id };
  const event = { at, actor: operator.actor, action, target, unitId: token.unitId, details };
  return appendAuditEvent(tx, operator.organisationId, event);
}

function assertScopes({ role, scopes }: ApiTokenCreate): void {
  const errors = scopes.flatMap((scope, index) =>
    ROLE_PERMISSIONS[role].has(scope)
      ? []
      : [{ pointer: `/scopes/${index}`, detail: `The role "${role}" has no "${scope}".` }],
  );
  if (errors.length > 0) throw new AppError('validation', 'A scope narrows the role; it cannot widen it.', { errors });
}

function assertLifetime(expiresAt: Date, now: Date): void {
  const lifetimeMs = expiresAt.getTime() - now.getTime();
  if (lifetimeMs > 0 && lifetimeMs <= MAX_LIFETIME_MS) return;
  const errors = [{ pointer: '/expiresAt', detail: 'Choose an instant in the next 400 days.' }];
  throw new AppError('validation', 'The token would live too long, or not at all.', { errors });
}

type TokenRights = Pick<ApiTokenRecord, 'role' | 'unitId' | 'scopes'>;

function assertCovers(operator: Operator, token: TokenRights): void {
  const all: readonly Permission[] = token.scopes.length > 0 ? token.scopes : [...ROLE_PERMISSIONS[token.role]];
  const missing = all.find((permission) => !operator.canOn(permission, token.unitId));
  if (missing === undefined) return;
  throw new AppError(
    'forbidden',
    `The token has the permission "${missing}" on its unit, which you do not hold yourself.`,
  );
}

function notFound(): AppError {
  return new AppError('not-found', 'There is no such API token.');
}

function toApiToken(row: ApiTokenRecord, now: Date): ApiToken {
  const state = row.revokedAt !== null ? 'revoked' : row.expiresAt <= now ? 'expired' : 'valid';
  const instants = {
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    revokedAt: row.revokedAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
  };
  const { id, name, role, unitId, scopes, createdBy } = row;
  return { id, name, state, role, unitId, scopes, createdBy, ...instants };
}
