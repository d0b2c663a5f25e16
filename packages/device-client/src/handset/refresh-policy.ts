import { deviceBearer } from '../protocol/device-bearer.ts';
import { type Endpoint, fetchPolicy } from '../protocol/endpoints.ts';
import { type PolicyStatement, verifyPolicy } from '../protocol/verify-policy.ts';
import type { Handset } from './state-directory.ts';

/**
 * Fetches and verifies the organisation's policy statement, pins the keys it announces, and keeps what it says about
 * sections that need not be sent.
 *
 * @returns undefined if nothing changed: what is known stays valid for another lifetime
 */
export async function refreshPolicy(
  endpoint: Endpoint,
  { key, store }: Handset,
  now: Date,
): Promise<PolicyStatement | undefined> {
  const state = store.load();
  const bearer = await deviceBearer(key, state.deviceId, state.audience, now);
  const fetched = await fetchPolicy(endpoint, bearer, state.policy?.etag);
  if (!fetched) {
    if (state.policy)
      await store.save({ ...state, policy: { ...state.policy, ...validity(now, state.policy.lifetimeSeconds) } });
    return undefined;
  }
  const statement = await verifyPolicy(fetched.jws, { pinnedKeys: state.keys, deviceId: state.deviceId, now });
  const omit = Object.entries(statement.collect).filter(([, wanted]) => wanted === 'none');
  await store.save({
    ...state,
    keys: statement.keys,
    policy: {
      etag: fetched.etag,
      omit: omit.map(([section]) => section),
      ...validity(now, statement.exp - statement.iat),
    },
  });
  return statement;
}

function validity(now: Date, lifetimeSeconds: number): { validUntil: string; lifetimeSeconds: number } {
  return { validUntil: new Date(now.getTime() + lifetimeSeconds * 1000).toISOString(), lifetimeSeconds };
}
