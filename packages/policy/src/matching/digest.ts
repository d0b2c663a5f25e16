const SHA256_HEX_DIGITS = 64;
const PREFIX = 'sha256:';
/** With a colon between all octets and the prefix; longer text is no digest. */
const MAX_INPUT_LENGTH = 128;

/** The one form of a SHA-256 digest, `sha256:` and 64 lower-case hex digits; colons, case and a missing prefix in the input do not matter. */
export function normaliseDigest(text: string): string | undefined {
  if (text.length < SHA256_HEX_DIGITS || text.length > MAX_INPUT_LENGTH) return undefined;
  const lower = text.trim().toLowerCase();
  const digits = (lower.startsWith(PREFIX) ? lower.slice(PREFIX.length) : lower).replaceAll(':', '');
  return /^[0-9a-f]{64}$/.test(digits) ? PREFIX + digits : undefined;
}
