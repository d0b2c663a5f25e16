import type { DeviceKeyAlgorithm } from '@cordon/contract';
import { type Endpoint, sendKeyRotation } from '../protocol/endpoints.ts';
import { buildKeyRotation } from '../protocol/key-rotation.ts';
import { generateDeviceKey, importDeviceKey } from '../protocol/keys.ts';
import { adoptNextKey, openHandset, readNextKey, writeNextKey } from './state-directory.ts';

/**
 * Replaces the key of the handset in this directory. The new key is saved before the server hears of it: if the answer
 * is lost, the next call asks for the same rotation again.
 *
 * @returns thumbprint of the key that counts from now on
 */
export async function rotateKey(
  endpoint: Endpoint,
  directory: string,
  algorithm: DeviceKeyAlgorithm,
  now: Date,
): Promise<string> {
  const { key, store } = await openHandset(directory);
  const { deviceId, audience } = store.load();
  const begun = await readNextKey(directory);
  const stored = begun ?? (await generateDeviceKey(algorithm));
  if (!begun) await writeNextKey(directory, stored);
  const next = await importDeviceKey(stored);
  const answer = await sendKeyRotation(endpoint, await buildKeyRotation(key, next, deviceId, audience, now));
  if (answer.thumbprint !== next.thumbprint) throw new Error('The server confirmed another key than the one offered.');
  await adoptNextKey(directory);
  return answer.thumbprint;
}
