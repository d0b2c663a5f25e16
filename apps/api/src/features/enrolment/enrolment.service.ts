import { AppError, type EnrolmentAnswer, EnrolmentRequest, type QueueName } from '@cordon/contract';
import {
  appendAuditEvent,
  findEnrolmentToken,
  findEnrolmentTokenInScope,
  hashSecret,
  withOrganisation,
} from '@cordon/db';
import { catalogueOf } from '@cordon/judge';
import type { Deps } from '../../deps.ts';
import { zodFaults } from '../../plugins/error-handler.ts';
import { type Enrolled, enrolDevice } from './enrol-device.ts';
import { verifyProof } from './verify-proof.ts';

export type EnrolmentDeps = Pick<
  Deps,
  'database' | 'clock' | 'config' | 'catalogues' | 'queues' | 'rateLimits' | 'securityLog' | 'audience' | 'audiences'
>;

/**
 * Enrols a device (docs/device-protocol.md, "Enrol").
 *
 * @param body parsed JSON, not yet validated
 * @param source rate-limiting key of the caller's address
 * @returns 201 with the device, or 200 if this key had enrolled with this token before
 * @throws AppError as the protocol lists; audited where the token names an organisation, and nothing else was changed
 */
export async function enrol(
  deps: EnrolmentDeps,
  body: unknown,
  source: string,
): Promise<{ status: 200 | 201; answer: EnrolmentAnswer }> {
  deps.rateLimits.byAddress.take(source);
  const token = await findToken(deps, body);
  try {
    const enrolled = await enrolWithToken(deps, body, token);
    deps.rateLimits.byAddress.giveBack(source);
    if (enrolled.isNew && token) await ring(deps, token.organisationId, enrolled);
    return { status: enrolled.isNew ? 201 : 200, answer: toAnswer(deps, enrolled) };
  } catch (refusal) {
    if (!(refusal instanceof AppError)) throw refusal;
    if (token) await auditRefusal(deps, token, refusal, body);
    else deps.securityLog.count(source, refusal.code);
    throw refusal;
  }
}

type FoundToken = { organisationId: string; id: string };

/** Looked up before anything else is checked, so that every refusal with a known token is audited. */
async function findToken({ database }: EnrolmentDeps, body: unknown): Promise<FoundToken | undefined> {
  const token = (body as { token?: unknown } | null | undefined)?.token;
  if (typeof token !== 'string' || token.length > 256) return undefined;
  return findEnrolmentToken(database, hashSecret(token));
}

async function enrolWithToken(deps: EnrolmentDeps, body: unknown, token: FoundToken | undefined): Promise<Enrolled> {
  const request = EnrolmentRequest.safeParse(body);
  if (!request.success) {
    throw new AppError('validation', 'The enrolment is invalid; see "errors".', { errors: zodFaults(request.error) });
  }
  if (!token) throw new AppError('token-unknown', 'This enrolment token does not exist.');
  const { organisationId, id: tokenId } = token;
  const now = deps.clock.now();
  const { device, proof } = request.data;
  const key = await verifyProof(proof, request.data.token, deps.audiences, now);
  const { publicUrl } = deps.config;
  return withOrganisation(deps.database, organisationId, async (tx) => {
    const catalogue = await catalogueOf(tx, deps, organisationId);
    return enrolDevice(tx, { organisationId, tokenId, device, key, catalogue, publicUrl, now });
  });
}

async function ring({ queues }: EnrolmentDeps, organisationId: string, enrolled: Enrolled): Promise<void> {
  const evaluate: QueueName = 'evaluate';
  const deliver: QueueName = 'deliver';
  const { deviceId, deliveryIds, state } = enrolled;
  await Promise.all([
    state === 'active' && queues.enqueue(evaluate, evaluate, { organisationId, deviceIds: [deviceId] }),
    deliveryIds.length > 0 && queues.enqueue(deliver, deliver, { organisationId, deliveryIds }),
  ]);
}

function toAnswer({ config, audience }: EnrolmentDeps, enrolled: Enrolled): EnrolmentAnswer {
  const { id, name, publicKeys } = enrolled.organisation;
  return {
    deviceId: enrolled.deviceId,
    organisation: { id, name },
    audience,
    state: enrolled.state,
    reportEverySeconds: config.reportEverySeconds,
    jwks: { keys: publicKeys },
  };
}

async function auditRefusal(
  { database, clock }: EnrolmentDeps,
  token: FoundToken,
  refusal: AppError,
  body: unknown,
): Promise<void> {
  const { manufacturer, model } = (body as { device?: Record<string, unknown> }).device ?? {};
  await withOrganisation(database, token.organisationId, async (tx) => {
    const row = await findEnrolmentTokenInScope(tx, token.organisationId, token.id, undefined);
    await appendAuditEvent(tx, token.organisationId, {
      at: clock.now(),
      actor: { kind: 'system' },
      action: 'enrolment.refused',
      target: { kind: 'enrolment-token', id: token.id },
      unitId: row?.unitId,
      personId: row?.personId ?? undefined,
      details: { problem: refusal.code, manufacturer: shortText(manufacturer), model: shortText(model) },
    });
  });
}

/** What a refused sender claims, bounded: it has not been validated. */
function shortText(value: unknown): string | null {
  return typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '').slice(0, 64) : null;
}
