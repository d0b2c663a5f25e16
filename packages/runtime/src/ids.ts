import { v7 } from 'uuid';

/**
 * A new UUIDv7 (RFC 9562, section 5.7): its first 48 bits are `now`, so that ids sort by time of creation.
 */
export function newId(now: Date): string {
  return v7({ msecs: now.getTime() });
}
