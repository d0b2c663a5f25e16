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
  if (fresh.key.thumbprint !== device.key.thumbprint && (await isSignedBy(jws, fresh))) return fresh;
  throw notSignedBy(jws, fresh);
}

/** The refusal of a JWS that this device's key did not sign: `key-mismatch` (another algorithm) or `signature-invalid`. */
export function notSignedBy(jws: CompactJws, device: KnownDevice): AppError {
  if (device.key.algorithm === jws.algorithm) return invalidSignature();
  return new AppError('key-mismatch', 'The "alg" is not that of the key this device enrolled with.');
}

/** @throws AppError `device-retired` */
export function assertNotRetired(device: KnownDevice): void {
  if (device.state === 'retired') throw retiredDevice();
}

/** Whether the device's active key, as far as `device` knows it, signed this JWS. */
export async function isSignedBy(jws: CompactJws, device: Pick<KnownDevice, 'key'>): Promise<boolean> {
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
