/** The present instant, in milliseconds since 1970. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now();
}
