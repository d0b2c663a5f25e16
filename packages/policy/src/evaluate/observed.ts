import type { AppFacts, ConnectionFacts, DeviceFacts, ServiceFacts } from '../facts.ts';

/**
 * What evidence keeps of an element of a report: the members that rules are judged on, and no others. The serial
 * number and IMEI are never kept here, nor are members that the protocol does not know; absent ones are `undefined`.
 */
export function hardwareOf(device: DeviceFacts): Record<string, unknown> {
  const { manufacturer, brand, model, product, os } = device;
  const { name, version, build, securityPatch } = os;
  return { manufacturer, brand, model, product, os: { name, version, build, securityPatch } };
}

/** See `hardwareOf`. */
export function connectionOf(facts: ConnectionFacts): Record<string, unknown> {
  const { host, ip, port, protocol, app, bytesSent, firstSeen, lastSeen, data } = facts;
  return { host, ip, port, protocol, app, bytesSent, firstSeen, lastSeen, data };
}

/** See `hardwareOf`. */
export function appOf(facts: AppFacts): Record<string, unknown> {
  const { package: name, version, versionCode, installer, signers, system } = facts;
  return { package: name, version, versionCode, installer, signers, system };
}

/** See `hardwareOf`. */
export function serviceOf(facts: ServiceFacts): Record<string, unknown> {
  const { service, accountType, state, syncs } = facts;
  return { service, accountType, state, syncs };
}
