import { domainToASCII } from 'node:url';
import { getDomain } from 'tldts';

/** Longest host name in text form without the trailing dot, in octets (RFC 1035, section 2.3.4). */
const MAX_HOST_LENGTH = 253;
const MAX_LABEL_LENGTH = 63;
/** Longest input that can still be a host: mapped and ignored characters only ever add a little. */
const MAX_INPUT_LENGTH = 1_024;

const DOT = 46;
const NOT_HOST = 0;
const PLAIN = 1;
const UPPER = 2;

/** What each ASCII character is in a host name. `_` is no letter of a host by RFC 1123 but is used in real names. */
const CHARACTER_CLASS = buildCharacterClasses();

function buildCharacterClasses(): Uint8Array {
  const classes = new Uint8Array(128).fill(NOT_HOST);
  for (const character of 'abcdefghijklmnopqrstuvwxyz0123456789-_.') classes[character.charCodeAt(0)] = PLAIN;
  for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') classes[character.charCodeAt(0)] = UPPER;
  return classes;
}

/** Whether a character code stands for itself in a normalised host name (dots included). */
export function isPlainHostCode(code: number): boolean {
  return code < 128 && CHARACTER_CLASS[code] === PLAIN;
}

/**
 * The one form of a host name: A-labels (IDNA by UTS #46), lower case, no trailing dot. `undefined` if the text
 * is not a host name; an IP address is none (see `parseIp`). Never throws, and time is bounded whatever the text.
 */
export function normaliseHost(host: string): string | undefined {
  if (host.length === 0 || host.length > MAX_INPUT_LENGTH) return undefined;
  const worst = worstCharacter(host);
  if (worst === NOT_HOST) return undefined;
  const ascii = worst === UPPER ? host.toLowerCase() : worst === PLAIN ? host : domainToASCII(host);
  const trimmed = ascii.charCodeAt(ascii.length - 1) === DOT ? ascii.slice(0, -1) : ascii;
  return isHostName(trimmed) ? trimmed : undefined;
}

/** The registrable domain (public suffix and one label) of a host name; `undefined` if it has none. */
export function registrableDomain(host: string): string | undefined {
  const normalised = normaliseHost(host);
  return normalised === undefined ? undefined : registrableDomainOf(normalised);
}

/** The same of a host that `normaliseHost` gave. */
export function registrableDomainOf(normalised: string): string | undefined {
  return getDomain(normalised, { extractHostname: false, validateHostname: false, detectIp: false }) ?? undefined;
}

const NON_ASCII = 3;

/** The class of the text as a whole: `NOT_HOST` for any forbidden ASCII character, since the URL parser would cut there. */
function worstCharacter(text: string): number {
  let worst = PLAIN;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const found = code < 128 ? (CHARACTER_CLASS[code] ?? NOT_HOST) : NON_ASCII;
    if (found === NOT_HOST) return NOT_HOST;
    if (found > worst) worst = found;
  }
  return worst;
}

/** Whether lower-case ASCII text has the shape of a host name: label and name lengths, no number as the last label. */
function isHostName(text: string): boolean {
  if (text.length === 0 || text.length > MAX_HOST_LENGTH) return false;
  let labelStart = 0;
  for (let index = 0; index <= text.length; index += 1) {
    if (index < text.length && text.charCodeAt(index) !== DOT) {
      if (!isPlainHostCode(text.charCodeAt(index))) return false;
      continue;
    }
    const length = index - labelStart;
    if (length === 0 || length > MAX_LABEL_LENGTH) return false;
    if (index < text.length) labelStart = index + 1;
  }
  return !isDigits(text, labelStart);
}

/** A name whose last label is a number is an IPv4 address to every resolver (WHATWG URL, "ends in a number"). */
function isDigits(text: string, start: number): boolean {
  for (let index = start; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < 48 || code > 57) return false;
  }
  return true;
}
