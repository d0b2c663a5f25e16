import { type Database, type DeviceStanding, findDeviceStandings } from '@cordon/db';
import type { Clock } from '@cordon/runtime';
import { createLruCache } from '../cache/lru-cache.ts';
import { importPublicKey, type PublicKey } from '../jose/public-key.ts';
import { createBatchedLookup } from './batched-lookup.ts';

/** A device with its active key imported. */
export interface KnownDevice extends DeviceStanding {
  key: PublicKey;
}

/** Devices by id, remembered for seconds: a handset that reports every minute is looked up once a minute at most. */
export interface DeviceDirectory {
  /** May be some seconds old: whoever stores something compares the key thumbprint with the row. */
  find(deviceId: string): Promise<KnownDevice | undefined>;
  /** Reads the row, whatever is remembered. */
  refresh(deviceId: string): Promise<KnownDevice | undefined>;
  forget(deviceId: string): void;
}

export interface DeviceDirectoryOptions {
  database: Database;
  clock: Clock;
  /** @defaultValue 50,000 */
  maxDevices?: number;
  /** @defaultValue 5 */
  rememberSeconds?: number;
}

/** Imported keys kept. */
const MAX_KEYS = 20_000;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Makes the process's directory. Absent and retired devices are never remembered. */
export function createDeviceDirectory(options: DeviceDirectoryOptions): DeviceDirectory {
  const { database, clock, maxDevices = 50_000, rememberSeconds = 5 } = options;
  const remembered = createLruCache<KnownDevice>(maxDevices, rememberSeconds * 1_000);
  // By thumbprint, which is the key's own content: importing one, and its first use, cost more than verifying with it.
  const keys = createLruCache<PublicKey>(MAX_KEYS, Number.POSITIVE_INFINITY);
  const lookUp = createBatchedLookup(async (ids) => {
    const standings = await findDeviceStandings(database, ids);
    return new Map(standings.map((standing) => [standing.id, standing]));
  });
  const keyOf = ({ id, keyThumbprint, publicJwk }: DeviceStanding): PublicKey => {
    const key = keys.get(keyThumbprint, 0) ?? importPublicKey(publicJwk);
    if (!key) throw new Error(`The stored key of device ${id} cannot be imported.`);
    keys.set(keyThumbprint, key, 0);
    return key;
  };
  const refresh = async (deviceId: string) => {
    if (!UUID.test(deviceId)) return undefined;
    const id = deviceId.toLowerCase();
    const standing = await lookUp(id);
    remembered.delete(id);
    if (!standing) return undefined;
    const device = { ...standing, key: keyOf(standing) };
    if (device.state !== 'retired') remembered.set(id, device, clock.now().getTime());
    return device;
  };
  return {
    find: async (deviceId) => remembered.get(deviceId.toLowerCase(), clock.now().getTime()) ?? refresh(deviceId),
    refresh,
    forget: (deviceId) => remembered.delete(deviceId.toLowerCase()),
  };
}
