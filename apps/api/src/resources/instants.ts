/** RFC 3339 in UTC, as the API tells instants. */
export function iso(instant: Date): string {
  return instant.toISOString();
}

/** As {@link iso}; null stays null. */
export function isoOrNull(instant: Date | null | undefined): string | null {
  return instant ? instant.toISOString() : null;
}
