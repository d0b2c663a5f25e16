/**
 * JSON with the members of objects in order of name and absent ones left out: equal for equal values, whatever order a
 * database gave them back in. Unlike RFC 8785 it is total: a lone surrogate is escaped, not an error.
 */
export function stableJson(value: unknown): string {
  return JSON.stringify(value, (_name, member: unknown) => {
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
