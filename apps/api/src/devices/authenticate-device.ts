import { AppError } from '@cordon/contract';
import type { CompactJws } from '../jose/compact-jws.ts';
import { verifyJws } from '../jose/verify-jws.ts';
import type { DeviceDirectory, KnownDevice } from './device-directory.ts';

/**
 * Finds the device that a JWS claims to be from, and verifies the signature with its active key. What is remembered of
 * the device may be some seconds old; a signature is called invalid only by what the database says now.
 *
 * @throws AppError `device-unknown`, `key-mismatch` (another algorithm than the enrolled key's) or `signature-invalid`
 */
export async function authenticateDevice(
  directory: DeviceDirectory,
  jws: CompactJws,
  deviceId: string,
): Promise<KnownDevice> {
  const device = await directory.find(deviceId);
  if (!device) throw unknownDevice();
  if (await isSignedBy(jws, device)) return device;
  const fresh = await directory.refresh(deviceId);
  if (!fresh) throw unknownDevice();
  if (fresh.key.algorithm !== jws.algorithm) {
    throw new AppError('key-mismatch', 'The "alg" is not that of the key this device enrolled with.');
  }
  if (fresh.key.thumbprint !== device.key.thumbprint && (await isSignedBy(jws, fresh))) return fresh;
  throw invalidSignature();
}

/** @throws AppError `device-retired` */
export function assertNotRetired(device: KnownDevice): void {
  if (device.state === 'retired') throw retiredDevice();
}

async function isSignedBy(jws: CompactJws, device: KnownDevice): Promise<boolean> {
  return jws.algorithm === device.key.algorithm && (await verifyJws(jws, device.key.key));
}

export function unknownDevice(): AppError {
  return new AppError('device-unknown', 'No device with this id is enrolled here.');
}

export function retiredDevice(): AppError {
  return new AppError('device-retired', 'This device was retired; enrol it anew to use it again.');
}

export function invalidSignature(): AppError {
  return new AppError('signature-invalid', "The signature does not verify with the device's present key.");
}
