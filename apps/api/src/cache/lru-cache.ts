/** A bounded cache: the entry unused for longest makes room, and entries expire. Times are milliseconds. */
export interface LruCache<V> {
  get(key: string, now: number): V | undefined;
  set(key: string, value: V, now: number): void;
  delete(key: string): void;
}

/**
 * @param maxEntries bound on memory
 * @param lifetimeMilliseconds from `set`, whether or not it is used
 */
export function createLruCache<V>(maxEntries: number, lifetimeMilliseconds: number): LruCache<V> {
  // A Map iterates in order of insertion: the first key is the one unused for longest.
  const entries = new Map<string, { value: V; expires: number }>();
  return {
    get: (key, now) => {
      const entry = entries.get(key);
      if (!entry) return undefined;
      entries.delete(key);
      if (entry.expires <= now) return undefined;
      entries.set(key, entry);
      return entry.value;
    },
    set: (key, value, now) => {
      entries.delete(key);
      entries.set(key, { value, expires: now + lifetimeMilliseconds });
      if (entries.size <= maxEntries) return;
      const oldest = entries.keys().next();
      if (!oldest.done) entries.delete(oldest.value);
    },
    delete: (key) => void entries.delete(key),
  };
}
