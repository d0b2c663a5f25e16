import { randomFillSync } from 'node:crypto';
import { v7 } from 'uuid';

/** Bytes of chance that an id takes. */
const ID_BYTES = 16;
/** Asked of the operating system for so many ids at once: a call for each costs more than all else about it. */
const pool = new Uint8Array(256 * ID_BYTES);
let used = pool.length;

function nextRandom(): Uint8Array {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += ID_BYTES;
  return pool.slice(used - ID_BYTES, used);
}

/**
 * A new UUIDv7 (RFC 9562, section 5.7): its first 48 bits are `now`, so that ids sort by time of creation.
 */
export function newId(now: Date): string {
  return v7({ msecs: now.getTime(), rng: nextRandom });
}
