import { BlockList, isIP } from 'node:net';
import { parseDuration } from '@cordon/policy';
import { z } from 'zod';

/** `postgresql://user:password@host/database` */
export const PostgresUrl = z.string().refine((text) => ['postgres:', 'postgresql:'].includes(protocolOf(text) ?? ''), {
  error: 'must be postgresql://user:password@host/database',
});

/** `smtp://` or, with TLS from the start, `smtps://` */
export const SmtpUrl = z.string().refine((text) => ['smtp:', 'smtps:'].includes(protocolOf(text) ?? ''), {
  error: 'must be smtp://user:password@host:port or smtps://…',
});

/** An origin: scheme, host, port, nothing behind. */
export const PublicOrigin = z
  .string()
  .refine(isOrigin, { error: 'must be an origin such as https://cordon.example.org, without a path' })
  .transform((text) => new URL(text).origin);

export const OriginList = z
  .string()
  .transform(splitList)
  .refine((list) => list.every(isOrigin), {
    error: 'must be origins such as https://cordon.example.org, separated by commas',
  })
  .transform((list) => list.map((text) => new URL(text).origin));

export const HostPort = z.coerce
  .number({ error: 'must be a port, 1 to 65535' })
  .int()
  .min(1, 'must be a port, 1 to 65535')
  .max(65_535, 'must be a port, 1 to 65535');

/** Addresses and networks in CIDR notation. No `*` and no `true`: who may be believed is named. */
export const CidrList = z
  .string()
  .transform(splitList)
  .refine((list) => list.every(isNetwork), {
    error: 'must be addresses or networks such as 10.0.0.0/8, separated by commas',
  });

/** `<per second>/<burst>`: so many requests at once, then so many a second. */
export const RateLimit = z
  .string()
  .regex(/^\d{1,6}(\.\d{1,3})?\/\d{1,7}$/, 'must be "<requests a second>/<burst>", e.g. 2/200')
  .transform((text) => {
    const [perSecond = 0, burst = 0] = text.split('/').map(Number);
    return { perSecond, burst };
  })
  .refine(({ perSecond, burst }) => perSecond > 0 && burst > 0, { error: 'must be above zero' });
export type RateLimit = z.infer<typeof RateLimit>;

/** An ISO 8601 duration of 31 days to ten years, told in milliseconds. */
export const Retention = z
  .string()
  .transform((text) => parseDuration(text) ?? 0)
  .refine((length) => length >= 31 * 86_400_000, {
    error: 'must be an ISO 8601 duration of days or weeks, 31 days to ten years, e.g. P400D',
  });

/** 32 bytes as 64 hex digits or base64; never shown, not even in part. */
export const SecretKey = z.string().transform((text, context) => {
  const key = /^[0-9a-fA-F]{64}$/.test(text) ? Buffer.from(text, 'hex') : fromBase64(text);
  if (key?.byteLength === 32) return Uint8Array.from(key);
  context.addIssue({
    code: 'custom',
    message: 'must be 32 bytes in hex or base64; make one with: openssl rand -hex 32',
  });
  return z.NEVER;
});

function fromBase64(text: string): Buffer | undefined {
  return /^[A-Za-z0-9+/_-]{43}=?$/.test(text) ? Buffer.from(text, 'base64') : undefined;
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function protocolOf(text: string): string | undefined {
  return URL.canParse(text) ? new URL(text).protocol : undefined;
}

function isOrigin(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, pathname, search, hash, username, password } = new URL(text);
  return ['http:', 'https:'].includes(protocol) && pathname === '/' && !search && !hash && !username && !password;
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...rest] = text.split('/');
  const version = isIP(address);
  if (version === 0 || rest.length > 0) return false;
  if (bits === undefined) return true;
  if (!/^\d{1,3}$/.test(bits)) return false;
  try {
    new BlockList().addSubnet(address, Number(bits), version === 4 ? 'ipv4' : 'ipv6');
    return true;
  } catch {
    return false;
  }
}
