import { timingSafeEqual } from 'node:crypto';
import { AppError, type SignIn } from '@cordon/contract';
import {
  appendAuditEvent,
  createSession,
  type DelayRule,
  easeDelays,
  findSignInCandidates,
  forgetOldDelays,
  hashSecret,
  newSecret,
  reserveAttempt,
  revokeSessionByHash,
  type SessionRecord,
  type SignInCandidate,
  withOrganisation,
} from '@cordon/db';
import type { Deps } from '../../deps.ts';
import { csrfTokenOf } from '../../plugins/csrf.ts';
import { addressKey } from '../../plugins/rate-limit.ts';

export type SignInDeps = Pick<Deps, 'database' | 'clock' | 'passwords' | 'secretBox' | 'securityLog' | 'logger'>;

/** What the request says beside its body. */
export interface SignInOrigin {
  address: string;
  userAgent?: string;
  /** Session that the browser holds: it ends. */
  presentToken?: string;
  /** Value of the cookie that marks a browser which signed in before. */
  knownDevice?: string;
}

export interface SignedInSession {
  organisationId: string;
  userId: string;
  token: string;
  session: SessionRecord;
  /** New value of the cookie of known browsers. */
  knownDevice: string;
}

/**
 * Checks address and password and makes a new session. Every failure has one answer and costs the same time, whether the
 * account exists or not; failures make the next attempts wait.
 *
 * @throws AppError `credentials-invalid`, `rate-limited` with `Retry-After`, `overloaded`, or `conflict` if the same
 *   address and password open several organisations and none was named
 */
export async function signIn(deps: SignInDeps, input: SignIn, origin: SignInOrigin): Promise<SignedInSession> {
  const now = deps.clock.now();
  const delays = delaysOf(deps, input.email, origin);
  const waitSeconds = await reserveAttempt(deps.database, delays.rules, now);
  if (waitSeconds !== undefined) {
    const detail = 'Too many failed attempts; wait before the next one.';
    throw new AppError('rate-limited', detail, { retryAfterSeconds: waitSeconds });
  }
  await forgetOldDelays(deps.database, now);
  const candidates = await findCandidates(deps, input);
  const user = await findMatch(deps, candidates, input.password);
  if (!user) throw refuse(deps, candidates, origin, now);
  await easeDelays(deps.database, delays.ended, delays.eased, now);
  return startSession(deps, user, origin, now, knownDeviceOf(deps, input.email, undefined));
}

async function findCandidates(deps: SignInDeps, input: SignIn): Promise<SignInCandidate[]> {
  const all = await findSignInCandidates(deps.database, input.email);
  return all.filter((candidate) => [undefined, candidate.organisationId].includes(input.organisationId));
}

async function findMatch(
  deps: SignInDeps,
  candidates: readonly SignInCandidate[],
  password: string,
): Promise<SignInCandidate | undefined> {
  if (candidates.length === 0) await deps.passwords.verifyNobody(password);
  const matches: SignInCandidate[] = [];
  for (const candidate of candidates) {
    if (await deps.passwords.verify(candidate.passwordHash, password)) matches.push(candidate);
  }
  if (matches.length < 2) return matches[0];
  const organisationIds = matches.map((match) => match.organisationId);
  const detail = 'This address and password open several organisations; name one as "organisationId".';
  throw new AppError('conflict', detail, { extensions: { organisationIds } });
}

/** Written after the answer, so that an account that exists costs no more time than one that does not. */
function refuse(deps: SignInDeps, candidates: readonly SignInCandidate[], origin: SignInOrigin, at: Date): AppError {
  deps.securityLog.count(addressKey(origin.address), 'credentials-invalid');
  for (const { organisationId, id } of candidates) {
    const target = { kind: 'user', id };
    const event = { at, actor: { kind: 'system' as const }, action: 'session.refused', target };
    withOrganisation(deps.database, organisationId, (tx) => appendAuditEvent(tx, organisationId, event)).catch(
      (error: unknown) => deps.logger.error({ err: error }, 'refused sign-in could not be recorded'),
    );
  }
  return new AppError('credentials-invalid', 'The e-mail address or the password is wrong.');
}

function startSession(
  deps: SignInDeps,
  user: SignInCandidate,
  origin: SignInOrigin,
  now: Date,
  knownDevice: string,
): Promise<SignedInSession> {
  const { organisationId, id: userId } = user;
  const { address, userAgent, presentToken } = origin;
  return withOrganisation(deps.database, organisationId, async (tx) => {
    if (presentToken !== undefined) await revokeSessionByHash(tx, organisationId, hashSecret(presentToken), now);
    const made = await createSession(tx, { organisationId, userId, address, userAgent, now, csrfTokenOf });
    const actor = { kind: 'user' as const, id: userId };
    const target = { kind: 'session', id: made.session.id };
    await appendAuditEvent(tx, organisationId, { at: now, actor, action: 'session.created', target });
    return { organisationId, userId, ...made, knownDevice };
  });
}

interface Delays {
  rules: DelayRule[];
  ended: Uint8Array[];
  eased: Uint8Array[];
}

/**
 * Two delays, of the account and of the address. Both could be driven up by an outsider to keep the owner out, so a
 * browser that has signed in to this account before has a delay of its own instead (OWASP's "device cookie").
 */
function delaysOf(deps: SignInDeps, email: string, origin: SignInOrigin): Delays {
  const keyOf = (kind: string, text: string) => deps.secretBox.keyedHash(`${kind}:${text}`, 'sign-in-delay');
  const nonce = nonceOf(deps, email, origin.knownDevice);
  if (nonce !== undefined) {
    const key = keyOf('device', `${nonce}:${email}`);
    return { rules: [{ key, free: 5, maxSeconds: 900 }], ended: [key], eased: [] };
  }
  const account = keyOf('account', email);
  const address = keyOf('address', addressKey(origin.address));
  const rules = [
    { key: account, free: 4, maxSeconds: 30 },
    { key: address, free: 20, maxSeconds: 900 },
  ];
  return { rules, ended: [account], eased: [address] };
}

/** A value for the cookie of known browsers: a nonce and its keyed hash with the address of the account. */
function knownDeviceOf(deps: SignInDeps, email: string, nonce: string | undefined): string {
  const own = nonce ?? newSecret('cse_').token.slice(-22);
  const proof = Buffer.from(deps.secretBox.keyedHash(`${own}:${email}`, 'known-device')).toString('base64url');
  return `${own}.${proof}`;
}

function nonceOf(deps: SignInDeps, email: string, value: string | undefined): string | undefined {
  const nonce = value?.split('.')[0];
  if (value === undefined || !nonce || value.length > 100) return undefined;
  const expected = Buffer.from(knownDeviceOf(deps, email, nonce));
  const given = Buffer.from(value);
  return given.length === expected.length && timingSafeEqual(given, expected) ? nonce : undefined;
}
