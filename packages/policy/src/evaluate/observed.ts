import type { AppFacts, ConnectionFacts, DeviceFacts, ServiceFacts } from '../facts.ts';

/**
 * What evidence keeps of an element of a report: the members that rules are judged on, and no others. The serial
 * number and IMEI are never kept here, nor are members that the protocol does not know.
 */
export function hardwareOf(device: DeviceFacts): Record<string, unknown> {
  const { manufacturer, brand, model, product, os } = device;
  return compact({
    manufacturer,
    brand,
    model,
    product,
    os: compact({ name: os.name, version: os.version, build: os.build, securityPatch: os.securityPatch }),
  });
}

/** See `hardwareOf`. */
export function connectionOf(facts: ConnectionFacts): Record<string, unknown> {
  const { host, ip, port, protocol, app, bytesSent, firstSeen, lastSeen, data } = facts;
  return compact({ host, ip, port, protocol, app, bytesSent, firstSeen, lastSeen, data });
}

/** See `hardwareOf`. */
export function appOf(facts: AppFacts): Record<string, unknown> {
  const { package: name, version, versionCode, installer, signers, system } = facts;
  return compact({ package: name, version, versionCode, installer, signers, system });
}

/** See `hardwareOf`. */
export function serviceOf(facts: ServiceFacts): Record<string, unknown> {
  const { service, accountType, state, syncs } = facts;
  return compact({ service, accountType, state, syncs });
}

/** The members that have a value: evidence survives JSON unchanged. */
export function compact(members: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}
