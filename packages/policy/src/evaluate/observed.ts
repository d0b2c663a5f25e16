import type { AppFacts, ConnectionFacts, DeviceFacts, ServiceFacts } from '../facts.ts';

const HARDWARE = ['manufacturer', 'brand', 'model', 'product'] as const;
const SYSTEM = ['name', 'version', 'build', 'securityPatch'] as const;
const CONNECTION = ['host', 'ip', 'port', 'protocol', 'app', 'bytesSent', 'firstSeen', 'lastSeen', 'data'] as const;
const APP = ['package', 'version', 'versionCode', 'installer', 'signers', 'system'] as const;
const SERVICE = ['service', 'accountType', 'state', 'syncs'] as const;

/**
 * What evidence keeps of an element of a report: the members that rules are judged on, and no others. The serial
 * number and IMEI are never kept here, nor are members that the protocol does not know.
 */
export function hardwareOf(device: DeviceFacts): Record<string, unknown> {
  const observed = pick(device, HARDWARE);
  observed.os = pick(device.os, SYSTEM);
  return observed;
}

/** See `hardwareOf`. */
export function connectionOf(facts: ConnectionFacts): Record<string, unknown> {
  return pick(facts, CONNECTION);
}

/** See `hardwareOf`. */
export function appOf(facts: AppFacts): Record<string, unknown> {
  return pick(facts, APP);
}

/** See `hardwareOf`. */
export function serviceOf(facts: ServiceFacts): Record<string, unknown> {
  return pick(facts, SERVICE);
}

/** The members that have a value: evidence survives JSON unchanged. */
export function pick<T extends object>(value: T, keys: readonly (keyof T & string)[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const key of keys) if (value[key] !== undefined) picked[key] = value[key];
  return picked;
}
