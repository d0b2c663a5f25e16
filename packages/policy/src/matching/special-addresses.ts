import { createNetworkSet, parseNetwork } from './network-set.ts';

/**
 * Blocks that are not globally reachable by the IANA special-purpose address registries (RFC 6890 and its
 * successors, as of 2026-11-22), and multicast. 6to4, Teredo and NAT64 prefixes are left out: traffic to them
 * does leave for somewhere, so a database that does not know them must not make them harmless.
 */
const SPECIAL_NETWORKS: readonly string[] = [
  '0.0.0.0/8', // this network, RFC 791
  '10.0.0.0/8', // private use, RFC 1918
  '100.64.0.0/10', // carrier-grade NAT, RFC 6598
  '127.0.0.0/8', // loopback, RFC 1122
  '169.254.0.0/16', // link-local, RFC 3927
  '172.16.0.0/12', // private use, RFC 1918
  '192.0.0.0/24', // IETF protocol assignments, RFC 6890
  '192.0.2.0/24', // documentation, RFC 5737
  '192.168.0.0/16', // private use, RFC 1918
  '198.18.0.0/15', // benchmarking, RFC 2544
  '198.51.100.0/24', // documentation, RFC 5737
  '203.0.113.0/24', // documentation, RFC 5737
  '224.0.0.0/4', // multicast, RFC 5771
  '240.0.0.0/4', // reserved and limited broadcast, RFC 1112, RFC 8190
  '::/128', // unspecified, RFC 4291
  '::1/128', // loopback, RFC 4291
  '64:ff9b:1::/48', // local-use translation, RFC 8215
  '100::/64', // discard only, RFC 6666
  '100:0:0:1::/64', // dummy prefix, RFC 9780
  '2001:2::/48', // benchmarking, RFC 5180
  '2001:10::/28', // ORCHID (deprecated), RFC 4843
  '2001:db8::/32', // documentation, RFC 3849
  '3fff::/20', // documentation, RFC 9637
  '5f00::/16', // segment routing identifiers, RFC 9602
  'fc00::/7', // unique local, RFC 4193
  'fe80::/10', // link-local, RFC 4291
  'fec0::/10', // site-local (deprecated), RFC 3879
  'ff00::/8', // multicast, RFC 4291
];

/** Anycast addresses inside `192.0.0.0/24` that are globally reachable (RFC 7723, RFC 8155). */
const REACHABLE_ADDRESSES: readonly string[] = ['192.0.0.9/32', '192.0.0.10/32'];

const special = createNetworkSet(SPECIAL_NETWORKS);
const reachable = createNetworkSet(REACHABLE_ADDRESSES);

/** First octets of IPv4 addresses under which some address is special; nearly all addresses are under none of them. */
const SPECIAL_OCTETS = buildSpecialOctets();

function buildSpecialOctets(): Uint8Array {
  const octets = new Uint8Array(256);
  for (const cidr of SPECIAL_NETWORKS) {
    const network = parseNetwork(cidr);
    if (network?.version !== 4) continue;
    const first = network.value >>> 24;
    octets.fill(1, first, first + Math.max(1, 2 ** (8 - network.prefix)));
  }
  return octets;
}

const DOT = 46;

/** Whether a dotted quad is certainly not special, by its first octet alone. False: to be looked at closely. */
function isPlainlyPublic(ip: string): boolean {
  let octet = 0;
  for (let index = 0; index < 4; index += 1) {
    const code = ip.charCodeAt(index);
    if (code === DOT) return index > 0 && octet < 256 && SPECIAL_OCTETS[octet] === 0;
    if (!(code >= 48 && code <= 57)) return false;
    octet = octet * 10 + code - 48;
  }
  return false;
}

/** Whether an address (text form) has no place: private, loopback, link-local, documentation, multicast and the like. False for text that is no address. */
export function isSpecialAddress(ip: string): boolean {
  return !isPlainlyPublic(ip) && special.has(ip) && !reachable.has(ip);
}
