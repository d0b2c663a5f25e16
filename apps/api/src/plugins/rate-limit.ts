import { isIPv6 } from 'node:net';
import { AppError } from '@cordon/contract';
import type { Clock } from '@cordon/runtime';

/** How many requests one key may make: `burst` at once, then `perSecond`. */
export interface RateLimit {
  perSecond: number;
  burst: number;
}

/** Token buckets by key, bounded in memory. */
export interface RateLimiter {
  /** @throws AppError `rate-limited` with `Retry-After` if the key's bucket is empty */
  take(key: string): void;
  /** Gives one back: the request turned out not to be one that this limit is meant for. */
  giveBack(key: string): void;
}

/** The limits of the device protocol: by address until a signature was found valid, by device from then on. */
export interface DeviceRateLimits {
  byAddress: RateLimiter;
  byDevice: RateLimiter;
}

interface Bucket {
  tokens: number;
  at: number;
}

const MAX_KEYS = 100_000;

/**
 * Makes a limiter. With more than 100,000 keys at once the one unused for longest is forgotten, that is, let through:
 * an attacker with that many addresses is not stopped by a limit per address anyway.
 */
export function createRateLimiter(limit: RateLimit, clock: Clock): RateLimiter {
  const buckets = new Map<string, Bucket>();
  const refill = (key: string): Bucket => {
    const now = clock.now().getTime();
    const bucket = buckets.get(key) ?? { tokens: limit.burst, at: now };
    const earned = (Math.max(0, now - bucket.at) / 1_000) * limit.perSecond;
    bucket.tokens = Math.min(limit.burst, bucket.tokens + earned);
    bucket.at = now;
    buckets.delete(key);
    buckets.set(key, bucket);
    if (buckets.size > MAX_KEYS) forgetOldest(buckets);
    return bucket;
  };
  return {
    take: (key) => {
      const bucket = refill(key);
      if (bucket.tokens < 1) {
        const retryAfterSeconds = Math.max(1, Math.ceil((1 - bucket.tokens) / limit.perSecond));
        throw new AppError('rate-limited', 'Too many requests; nothing was stored. Try again later.', {
          retryAfterSeconds,
        });
      }
      bucket.tokens -= 1;
    },
    giveBack: (key) => {
      const bucket = buckets.get(key);
      if (bucket) bucket.tokens = Math.min(limit.burst, bucket.tokens + 1);
    },
  };
}

function forgetOldest(buckets: Map<string, Bucket>): void {
  const oldest = buckets.keys().next();
  if (!oldest.done) buckets.delete(oldest.value);
}

/** Key of a network address: a subscriber has a whole IPv6 /64, so that is what is limited. */
export function addressKey(address: string): string {
  if (!isIPv6(address)) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  const [head = '', tail] = address.toLowerCase().split('::', 2);
  const groups = head === '' ? [] : head.split(':');
  const rest = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - groups.length - rest.length)).fill('0');
  return `${[...groups, ...zeros, ...rest].slice(0, 4).join(':')}::/64`;
}
