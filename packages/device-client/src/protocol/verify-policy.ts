import { ReportSection } from '@cordon/policy';
import { type CryptoKey, calculateJwkThumbprint, compactVerify, importJWK } from 'jose';
import { z } from 'zod';

const PublicKey = z.looseObject({ kty: z.string() });

/** What an organisation tells its devices: which sections it wants, its keys, its policies in force. */
export const PolicyStatement = z.looseObject({
  iss: z.string(),
  aud: z.string(),
  iat: z.number(),
  exp: z.number(),
  epoch: z.number(),
  collect: z.partialRecord(ReportSection, z.enum(['all', 'none'])),
  keys: z.array(PublicKey).min(1),
  policies: z.array(z.looseObject({ name: z.string(), version: z.number(), hash: z.string(), document: z.unknown() })),
});
export type PolicyStatement = z.infer<typeof PolicyStatement>;

export interface VerifyPolicyOptions {
  /** The organisation's keys as pinned at enrolment, or announced since under a pinned one's signature. */
  pinnedKeys: readonly Record<string, unknown>[];
  deviceId: string;
  now: Date;
}

const ALGORITHMS = ['ES256', 'ES384', 'EdDSA', 'Ed25519'];

/**
 * Verifies the organisation's policy statement against the pinned keys.
 *
 * @throws Error that says what is wrong: unknown key, bad signature, for another device, expired
 */
export async function verifyPolicy(jws: string, options: VerifyPolicyOptions): Promise<PolicyStatement> {
  const keys = await keysByThumbprint(options.pinnedKeys);
  const { payload, protectedHeader } = await compactVerify(
    jws,
    async (header) => {
      const key = header.kid === undefined ? undefined : keys.get(header.kid);
      if (!key) throw new Error('The policy is signed by a key that was never announced by a pinned one.');
      return (await importJWK(key, header.alg)) as CryptoKey;
    },
    { algorithms: ALGORITHMS },
  );
  if (protectedHeader.typ !== 'policy+jwt') throw new Error('What the server sent is not a policy statement.');
  const statement = PolicyStatement.parse(JSON.parse(new TextDecoder().decode(payload)));
  if (statement.aud !== options.deviceId) throw new Error('The policy is meant for another device.');
  if (statement.exp * 1000 <= options.now.getTime()) throw new Error('The policy has expired.');
  return statement;
}

async function keysByThumbprint(jwks: readonly Record<string, unknown>[]): Promise<Map<string, { kty: string }>> {
  const entries = jwks.map(async (jwk) => {
    const key = PublicKey.parse(jwk);
    return [await calculateJwkThumbprint(key), key] as const;
  });
  return new Map(await Promise.all(entries));
}
