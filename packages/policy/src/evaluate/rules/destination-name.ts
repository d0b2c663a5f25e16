import { registrableDomain } from '../../matching/host.ts';
import { parseIp } from '../../matching/ip.ts';
import { addressOf, type ConnectionView, hostOf, ownersOf } from '../connection.ts';
import type { ReportView } from '../view.ts';

/**
 * The stable name of where a connection went: the registrable domain (behind a CDN name that of the embedded vendor
 * domain, or of the domain `listed` in the rule that matched), without a host the /24 or the v6 /48 of the address.
 */
export function destinationName(connection: ConnectionView, view: ReportView, listed: string | undefined): string {
  const host = hostOf(connection);
  const owners = ownersOf(connection, view);
  if (host !== undefined && owners) {
    if (listed === undefined || owners.vendors.length > 0 || isSuffix(host, listed)) return owners.name;
    return registrableDomain(listed) ?? listed;
  }
  const ip = addressOf(connection);
  return (ip && networkName(ip)) ?? 'unnamed';
}

function isSuffix(host: string, domain: string): boolean {
  return host.endsWith(domain) && (host.length === domain.length || host[host.length - domain.length - 1] === '.');
}

/** `42.62.94.0/24` of an IPv4 address, `2001:db8:1::/48` of an IPv6 one; a v4-mapped address is IPv4. */
export function networkName(ip: string): string | undefined {
  const address = parseIp(ip);
  if (!address) return undefined;
  if (address.version === 4) return `${[24, 16, 8].map((shift) => (address.value >>> shift) & 255).join('.')}.0/24`;
  const groups = [112n, 96n, 80n].map((shift) => ((address.value >> shift) & 0xffffn).toString(16));
  return `${groups.join(':')}::/48`;
}
