/** An IP address as a number: IPv4 in 32 bits, IPv6 in 128. */
export type IpAddress = { version: 4; value: number } | { version: 6; value: bigint };

/** Longest text of an address: eight groups, the last two as IPv4 (`0000:…:255.255.255.255`). */
const MAX_IP_LENGTH = 45;
const MAPPED_PREFIX = 0xffffn;

/**
 * Reads an IPv4 or IPv6 address in text form (RFC 4291, section 2.2; no zone, no leading zeros in IPv4). A
 * v4-mapped IPv6 address (`::ffff:42.62.48.1`) is the IPv4 address. `undefined` for anything else.
 */
export function parseIp(text: string): IpAddress | undefined {
  if (text.length < 2 || text.length > MAX_IP_LENGTH) return undefined;
  const v4 = parseIpv4(text);
  if (v4 >= 0) return { version: 4, value: v4 };
  const value = text.includes(':') ? parseV6(text) : undefined;
  if (value === undefined) return undefined;
  if (value >> 32n === MAPPED_PREFIX) return { version: 4, value: Number(value & 0xffffffffn) };
  return { version: 6, value };
}

const DOT = 46;

/** The 32-bit value of an IPv4 address in text form, or -1 for any other text. Allocates nothing. */
export function parseIpv4(text: string): number {
  let value = 0;
  let octets = 0;
  let start = 0;
  for (let index = 0; index <= text.length; index += 1) {
    if (index < text.length && text.charCodeAt(index) !== DOT) continue;
    const octet = parseOctet(text, start, index);
    if (octet < 0) return -1;
    value = value * 256 + octet;
    octets += 1;
    start = index + 1;
  }
  return octets === 4 ? value : -1;
}

function parseOctet(text: string, start: number, end: number): number {
  const length = end - start;
  if (length < 1 || length > 3 || (length > 1 && text.charCodeAt(start) === 48)) return -1;
  let octet = 0;
  for (let index = start; index < end; index += 1) {
    const digit = text.charCodeAt(index) - 48;
    if (digit < 0 || digit > 9) return -1;
    octet = octet * 10 + digit;
  }
  return octet <= 255 ? octet : -1;
}

function parseV6(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const head = parseGroups(halves[0] as string, halves.length === 1);
  const tail = halves.length === 2 ? parseGroups(halves[1] as string, true) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  let value = 0n;
  for (const group of [...head, ...new Array<number>(missing).fill(0), ...tail]) value = (value << 16n) | BigInt(group);
  return value;
}

/** The 16-bit groups of one side of `::`; the last one may be a dotted quad where the address ends. */
function parseGroups(text: string, endsAddress: boolean): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    if (endsAddress && index === parts.length - 1 && part.includes('.')) {
      const value = parseIpv4(part);
      if (value < 0) return undefined;
      groups.push(Math.floor(value / 65_536), value % 65_536);
      continue;
    }
    const group = parseGroup(part);
    if (group < 0) return undefined;
    groups.push(group);
  }
  return groups;
}

function parseGroup(text: string): number {
  if (text.length < 1 || text.length > 4) return -1;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index) | 32;
    const isHex = (code >= 48 && code <= 57) || (code >= 97 && code <= 102);
    // `| 32` folds upper case; it also lifts control characters 0x10–0x19 onto the digits.
    if (!isHex || text.charCodeAt(index) < 48) return -1;
  }
  return Number.parseInt(text, 16);
}
