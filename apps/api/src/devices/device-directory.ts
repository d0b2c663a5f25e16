import { type Database, type DeviceStanding, findDeviceStanding } from '@cordon/db';
import type { Clock } from '@cordon/runtime';
import { createLruCache } from '../cache/lru-cache.ts';
import { importPublicKey, type PublicKey } from '../jose/public-key.ts';

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

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Makes the process's directory. Absent and retired devices are never remembered. */
export function createDeviceDirectory(options: DeviceDirectoryOptions): DeviceDirectory {
  const { database, clock, maxDevices = 50_000, rememberSeconds = 5 } = options;
  const remembered = createLruCache<KnownDevice>(maxDevices, rememberSeconds * 1_000);
  const refresh = async (deviceId: string) => {
    if (!UUID.test(deviceId)) return undefined;
    const id = deviceId.toLowerCase();
    const standing = await findDeviceStanding(database, id);
    remembered.delete(id);
    if (!standing) return undefined;
    const key = importPublicKey(standing.publicJwk);
    if (!key) throw new Error(`The stored key of device ${id} cannot be imported.`);
    const device = { ...standing, key };
    if (device.state !== 'retired') remembered.set(id, device, clock.now().getTime());
    return device;
  };
  return {
    find: async (deviceId) => remembered.get(deviceId.toLowerCase(), clock.now().getTime()) ?? refresh(deviceId),
    refresh,
    forget: (deviceId) => remembered.delete(deviceId.toLowerCase()),
  };
}
