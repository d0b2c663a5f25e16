import {
  AppError,
  type CreatedEnrolmentToken,
  EnrolmentLimits,
  type EnrolmentToken,
  type EnrolmentTokenCreate,
  type EnrolmentTokenListQuery,
  idAfter,
  OwnershipName,
  type Page,
  toPage,
} from '@cordon/contract';
import {
  appendAuditEvent,
  createEnrolmentToken,
  type EnrolmentTokenRow,
  findDevice,
  findEnrolmentTokenInScope,
  findPerson,
  findUnit,
  listEnrolmentTokens,
  revokeEnrolmentToken,
  type Tx,
  withOrganisation,
} from '@cordon/db';
import { catalogueOf } from '@cordon/judge';
import { toString as toQrCode } from 'qrcode';
import type { Deps } from '../../deps.ts';
import type { Operator } from '../../plugins/operator.ts';
import { iso, isoOrNull } from '../../resources/instants.ts';
import { invalid, notFound, unknownReference } from '../../resources/refusals.ts';
import { unitsToLookIn } from '../../resources/unit-filter.ts';
import { toLimits } from './token-limits.ts';

export type EnrolmentTokenDeps = Pick<Deps, 'database' | 'clock' | 'config' | 'catalogues'>;

const LONGEST_LIFE_MS = 366 * 86_400_000;

/** Enrolment tokens of the units that the caller may read, newest first. */
export async function findEnrolmentTokens(
  deps: EnrolmentTokenDeps,
  operator: Operator,
  query: EnrolmentTokenListQuery,
): Promise<Page<EnrolmentToken>> {
  const { organisationId } = operator;
  const { limit, cursor, unitId, personId, endsWithinDays } = query;
  const now = deps.clock.now();
  const rows = await withOrganisation(deps.database, organisationId, async (tx) => {
    const unitIds = await unitsToLookIn(tx, operator, 'enrolment-tokens:read', unitId);
    const before = idAfter(cursor);
    const valid = endsWithinDays === undefined ? undefined : { at: now, withinDays: endsWithinDays };
    return listEnrolmentTokens(tx, { organisationId, unitIds, personId, valid, before, limit: limit + 1 });
  });
  const page = toPage(rows, limit, (row) => row.id);
  return { ...page, items: page.items.map((row) => toEnrolmentToken(row, now)) };
}

/** @throws AppError `not-found` */
export async function showEnrolmentToken(
  deps: EnrolmentTokenDeps,
  operator: Operator,
  id: string,
): Promise<EnrolmentToken> {
  const { organisationId } = operator;
  const token = await withOrganisation(deps.database, organisationId, (tx) =>
    findEnrolmentTokenInScope(tx, organisationId, id, operator.unitScope('enrolment-tokens:read')),
  );
  if (!token) throw notFound('enrolment token');
  return toEnrolmentToken(token, deps.clock.now());
}

/**
 * Makes an enrolment token. The answer alone holds the token, as text, as what a device needs to enrol, and as a QR code.
 *
 * @throws AppError `validation` for a unit, person or device out of reach, a life that is over or too long, or limits
 *   to vendors that the catalogue does not have
 */
export async function makeEnrolmentToken(
  deps: EnrolmentTokenDeps,
  operator: Operator,
  input: EnrolmentTokenCreate,
): Promise<CreatedEnrolmentToken> {
  const { organisationId, userId } = operator;
  const now = deps.clock.now();
  const expiresAt = assertLife(input.expiresAt, now);
  const { row, token } = await withOrganisation(deps.database, organisationId, async (tx) => {
    const limits = toLimits(await catalogueOf(tx, deps, organisationId), input.limits);
    const unitId = await resolveUnit(tx, operator, input);
    if (input.replacesDeviceId) await assertReplaceable(tx, operator, input.replacesDeviceId);
    const fields = { ...input, unitId, expiresAt, limits };
    const created = await createEnrolmentToken(tx, { organisationId, createdBy: userId, now, ...fields });
    const made = await findEnrolmentTokenInScope(tx, organisationId, created.id, undefined);
    if (!made) throw notFound('enrolment token');
    await audit(tx, operator, 'enrolment-token.created', made, now, { after: { ...input, unitId, limits } });
    return { row: made, token: created.token };
  });
  const enrolment = { url: new URL(deps.config.publicUrl).origin, token };
  const qrCode = await toQrCode(JSON.stringify(enrolment), { type: 'svg', errorCorrectionLevel: 'M', margin: 4 });
  return { ...toEnrolmentToken(row, now), token, enrolment, qrCode };
}

function assertLife(expiresAt: string, now: Date): Date {
  const end = new Date(expiresAt);
  const life = end.getTime() - now.getTime();
  if (life <= 0) throw invalid('/expiresAt', 'This is in the past.');
  if (life > LONGEST_LIFE_MS) throw invalid('/expiresAt', 'A token is good for at most 366 days.');
  return end;
}

/** Unit of the devices to come: the one named, or the person's. */
async function resolveUnit(tx: Tx, operator: Operator, input: EnrolmentTokenCreate): Promise<string> {
  const { organisationId } = operator;
  const person = input.personId
    ? await findPerson(tx, organisationId, input.personId, operator.unitScope('people:read'))
    : undefined;
  if (input.personId && (!person || person.erasedAt)) throw unknownReference('/personId', 'person');
  const unitId = input.unitId ?? person?.unitId ?? '';
  const unit = await findUnit(tx, organisationId, unitId, operator.unitScope('enrolment-tokens:write'));
  if (!unit) throw unknownReference(input.unitId ? '/unitId' : '/personId', input.unitId ? 'unit' : 'person');
  return unit.id;
}

/** Enrolling with such a token retires the device, so it takes the right to change devices. */
async function assertReplaceable(tx: Tx, operator: Operator, deviceId: string): Promise<void> {
  const device = await findDevice(tx, operator.organisationId, deviceId, operator.unitScope('devices:write'));
  if (!device) throw unknownReference('/replacesDeviceId', 'device');
  if (device.state === 'retired') throw invalid('/replacesDeviceId', 'This device is retired.');
}

/** @throws AppError `not-found`, `conflict` if it was revoked before */
export async function endEnrolmentToken(
  deps: EnrolmentTokenDeps,
  operator: Operator,
  id: string,
): Promise<EnrolmentToken> {
  const { organisationId } = operator;
  const now = deps.clock.now();
  return withOrganisation(deps.database, organisationId, async (tx) => {
    const token = await findEnrolmentTokenInScope(tx, organisationId, id, operator.unitScope('enrolment-tokens:write'));
    if (!token) throw notFound('enrolment token');
    if (!(await revokeEnrolmentToken(tx, organisationId, id, now)))
      throw new AppError('conflict', 'This enrolment token was revoked already.');
    const after = { revokedAt: iso(now) };
    await audit(tx, operator, 'enrolment-token.revoked', token, now, { before: { revokedAt: null }, after });
    return toEnrolmentToken({ ...token, revokedAt: now }, now);
  });
}

function audit(
  tx: Tx,
  operator: Operator,
  action: string,
  token: Pick<EnrolmentTokenRow, 'id' | 'unitId' | 'personId'>,
  at: Date,
  details: Record<string, unknown>,
): Promise<void> {
  const target = { kind: 'enrolment-token', id: token.id };
  const { unitId, personId } = token;
  const event = { at, actor: operator.actor, action, target, unitId, personId: personId ?? undefined, details };
  return appendAuditEvent(tx, operator.organisationId, event);
}

function toEnrolmentToken(row: EnrolmentTokenRow, now: Date): EnrolmentToken {
  return {
    ...row,
    state: stateOf(row, now),
    ownership: OwnershipName.parse(row.ownership),
    limits: EnrolmentLimits.parse(row.limits),
    createdAt: iso(row.createdAt),
    expiresAt: iso(row.expiresAt),
    revokedAt: isoOrNull(row.revokedAt),
  };
}

function stateOf(row: EnrolmentTokenRow, now: Date): EnrolmentToken['state'] {
  if (row.revokedAt) return 'revoked';
  if (row.uses >= row.maxUses) return 'used-up';
  return row.expiresAt <= now ? 'expired' : 'valid';
}
