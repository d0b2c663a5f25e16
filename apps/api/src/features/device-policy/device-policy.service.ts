import { createHash } from 'node:crypto';
import type { DevicePolicyPayload } from '@cordon/contract';
import {
  type DevicePolicyScope,
  loadOrganisationKeys,
  readDevicePolicyScope,
  readPolicyDocuments,
  readRulesInForce,
  withOrganisationSql,
} from '@cordon/db';
import { appliesToDevice, type FormFactor, ReportSection } from '@cordon/policy';
import { CompactSign } from 'jose';
import { createLruCache, type LruCache } from '../../cache/lru-cache.ts';
import type { Deps } from '../../deps.ts';
import { collectionRuleOf } from '../../devices/collection-rule.ts';
import type { KnownDevice } from '../../devices/device-directory.ts';

type SigningKey = Awaited<ReturnType<typeof loadOrganisationKeys>>['signing'];

export interface DevicePolicyDeps extends Pick<Deps, 'database' | 'clock' | 'secretBox' | 'audience'> {
  signingKeys: LruCache<SigningKey>;
}

/** A signed policy, or only its tag if the device has it already. */
export interface DevicePolicyAnswer {
  etag: string;
  /** Absent: the device's copy is as it should be. */
  jws?: string;
}

/** For how long a device may go by a policy without asking again. */
const LIFETIME_SECONDS = 86_400;
/** A key that was decrypted is kept this long. */
const KEY_LIFETIME_MS = 60_000;

/** Signing keys of organisations, so that not every question decrypts one. */
export function createSigningKeyCache(): LruCache<SigningKey> {
  return createLruCache(1_000, KEY_LIFETIME_MS);
}

/**
 * The policies in force that apply to a device, signed by its organisation's key.
 *
 * @param ifNoneMatch value of the header `If-None-Match`
 */
export async function signDevicePolicy(
  deps: DevicePolicyDeps,
  device: KnownDevice,
  ifNoneMatch: string | undefined,
): Promise<DevicePolicyAnswer> {
  const now = deps.clock.now();
  const content = await readContent(deps, device, now);
  const etag = `"${createHash('sha256').update(JSON.stringify(content)).digest('base64url')}"`;
  if (isMatch(ifNoneMatch, etag)) return { etag };
  const iat = Math.floor(now.getTime() / 1_000);
  const { iss, aud, ...rest } = content;
  const payload: DevicePolicyPayload = { iss, aud, iat, exp: iat + LIFETIME_SECONDS, ...rest };
  const key = await signingKeyOf(deps, device.organisationId, now);
  const jws = await new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'ES256', typ: 'policy+jwt', kid: key.kid })
    .sign(key.privateKey);
  return { etag, jws };
}

/** All of the payload that does not change with the time of asking. */
async function readContent(
  { database, audience }: DevicePolicyDeps,
  { organisationId, id }: KnownDevice,
  now: Date,
): Promise<Omit<DevicePolicyPayload, 'iat' | 'exp'>> {
  const { scope, rules } = await withOrganisationSql(database, organisationId, async (tx) => ({
    scope: await readDevicePolicyScope(tx, organisationId, id),
    rules: await readRulesInForce(tx, organisationId, now),
  }));
  const references = rules?.policies ?? [];
  if (!scope) throw new Error(`Device ${id} has gone.`);
  const documents = await readPolicyDocuments(database, organisationId, references);
  const context = { device: toContext(id, scope) };
  const policies = references.flatMap(({ name, version, hash }, index) => {
    const document = documents[index];
    if (!document || !appliesToDevice(document.spec.appliesTo, context)) return [];
    return [{ name, version, hash, document: document as unknown as Record<string, unknown> }];
  });
  const rule = collectionRuleOf(scope);
  const collect = Object.fromEntries(ReportSection.options.map((section) => [section, rule[section] ?? 'all']));
  return {
    iss: audience,
    aud: id,
    epoch: scope.rulesEpoch,
    collect: collect as DevicePolicyPayload['collect'],
    keys: scope.publicKeys,
    policies,
  };
}

function toContext(id: string, scope: DevicePolicyScope) {
  const { unitKeys, groups, ownership, enrolledAt, platform, formFactor } = scope;
  const base = { id, unitKeys, groups, ownership, enrolledAt: enrolledAt.getTime(), platform };
  return formFactor === null ? base : { ...base, formFactor: formFactor as FormFactor };
}

async function signingKeyOf(deps: DevicePolicyDeps, organisationId: string, now: Date): Promise<SigningKey> {
  const known = deps.signingKeys.get(organisationId, now.getTime());
  if (known) return known;
  const { signing } = await loadOrganisationKeys(deps.database, organisationId, deps.secretBox);
  deps.signingKeys.set(organisationId, signing, now.getTime());
  return signing;
}

/** RFC 9110 section 13.1.2: weak comparison, any of a list. */
function isMatch(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(',').some((tag) => ['*', etag, `W/${etag}`].includes(tag.trim()));
}
