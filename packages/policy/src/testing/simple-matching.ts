/**
 * Matching written as plainly as policy.md words it, for the second evaluator alone: string comparison and loops,
 * no look-ups, nothing shared with the engine. It knows as much of the world as the arbitraries of the tests use.
 */

const CDN = ['edgesuite.net'];

/** A host in lower case without a trailing dot, or `undefined` if it is none. */
export function simpleHost(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const host = text.toLowerCase().replace(/\.$/, '');
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(host) || /^\d+$/.test(host.split('.').at(-1) ?? '')) return undefined;
  return host;
}

/** Whether a domain is the host or one of its parents; or so for what stands in front of a known CDN's name. */
export function isUnder(host: string, domain: string): boolean {
  if (host === domain || host.endsWith(`.${domain}`)) return true;
  return CDN.some((suffix) => host.endsWith(`.${suffix}`) && isUnder(host.slice(0, -suffix.length - 1), domain));
}

/** The last two labels; of a CDN name with a listed domain in front, that domain. */
export function simpleName(host: string, listed: readonly string[]): string {
  for (const suffix of CDN) {
    if (!host.endsWith(`.${suffix}`)) continue;
    const front = host.slice(0, -suffix.length - 1);
    const owner = listed.filter((domain) => isUnder(front, domain)).sort((a, b) => b.length - a.length)[0];
    if (owner) return owner.split('.').slice(-2).join('.');
  }
  return host.split('.').slice(-2).join('.');
}

/** Octets of an IPv4 or v4-mapped address; `undefined` for everything else. */
export function octets(ip: string): number[] | undefined {
  const parts = ip.replace(/^::ffff:/, '').split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part)) ? parts.map(Number) : undefined;
}

export function isPrivate(ip: string): boolean {
  const [a, b] = octets(ip) ?? [];
  return a === 10 || a === 127 || (a === 192 && b === 168);
}

/** Whether an IPv4 address is in a network, bit by bit. */
export function isInside(ip: string, cidr: string): boolean {
  const [network = '', length = '32'] = cidr.split('/');
  const bits = (text: string): string =>
    (octets(text) ?? []).map((octet) => octet.toString(2).padStart(8, '0')).join('');
  return octets(ip) !== undefined && bits(ip).slice(0, Number(length)) === bits(network).slice(0, Number(length));
}

/** A glob by way of a regular expression. */
export function isLike(text: string, glob: string): boolean {
  const source = glob
    .split('*')
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  return new RegExp(`^${source}$`, 'is').test(text);
}

/** Order of two dotted numbers. */
export function orderOf(a: string, b: string): number | undefined {
  const [left, right] = [a, b].map((text) => (/^\d+(\.\d+)*$/.test(text) ? text.split('.').map(Number) : undefined));
  if (!left || !right) return undefined;
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}
