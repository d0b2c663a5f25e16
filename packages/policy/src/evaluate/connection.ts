import type { HostOwners } from '../compile/catalogue-index.ts';
import type { ConnectionFacts } from '../facts.ts';
import { normaliseHost } from '../matching/host.ts';
import { parseIp } from '../matching/ip.ts';
import { isSpecialAddress } from '../matching/special-addresses.ts';
import type { Place } from '../types.ts';
import type { ReportView } from './view.ts';

/**
 * A connection with what is worked out about it once, when a rule first asks; `null`: not asked yet. Plain data and
 * functions over it, since a report has forty of them.
 */
export interface ConnectionView {
  facts: ConnectionFacts;
  /** Host in its one form; `undefined`: there is none, or it is no host name. */
  host: string | undefined | null;
  ip: string | undefined | null;
  isSpecial: boolean | null;
  owners: HostOwners | undefined | null;
  place: Place | undefined | null;
}

export function createConnection(facts: ConnectionFacts): ConnectionView {
  return { facts, host: null, ip: null, isSpecial: null, owners: null, place: null };
}

/** The host in its one form, if there is one. */
export function hostOf(connection: ConnectionView): string | undefined {
  if (connection.host === null) {
    const { host } = connection.facts;
    connection.host = host === undefined ? undefined : normaliseHost(host);
  }
  return connection.host;
}

/** The address in text form: of `ip`, or of a host that is an address. */
export function addressOf(connection: ConnectionView): string | undefined {
  if (connection.ip === null) {
    const { ip, host } = connection.facts;
    connection.ip = ip ?? (host !== undefined && parseIp(host) ? host : undefined);
  }
  return connection.ip;
}

/** Whether the address is private, loopback, link-local, for documentation or otherwise nobody's public address. */
export function hasSpecialAddress(connection: ConnectionView): boolean {
  if (connection.isSpecial === null) {
    const ip = addressOf(connection);
    connection.isSpecial = ip !== undefined && isSpecialAddress(ip);
  }
  return connection.isSpecial;
}

/** Who is behind the host by the catalogue; `undefined` without a host. */
export function ownersOf(connection: ConnectionView, view: ReportView): HostOwners | undefined {
  if (connection.owners === null) {
    const host = hostOf(connection);
    connection.owners = host === undefined ? undefined : view.index.ownersOf(host);
  }
  return connection.owners;
}

/** Where the address is; `undefined` without one. */
export function placeOf(connection: ConnectionView, view: ReportView): Place | undefined {
  if (connection.place === null) {
    const ip = addressOf(connection);
    if (ip === undefined) connection.place = undefined;
    else connection.place = hasSpecialAddress(connection) ? { special: true } : view.placeOf(ip);
  }
  return connection.place;
}
