/** What a change does to a resource: the changed members alone, before and after, as audit events keep them. */
export interface ChangedMembers {
  before: Record<string, unknown>;
  after: Record<string, unknown>;
}

/**
 * Compares a patch with what stands.
 *
 * @returns `undefined` if nothing would change
 */
export function changedMembers(present: object, patch: object): ChangedMembers | undefined {
  const old = new Map<string, unknown>(Object.entries(present));
  const isSame = (a: unknown, b: unknown) => a === b || JSON.stringify(a) === JSON.stringify(b);
  const changed = Object.entries(patch).filter(
    ([member, value]) => value !== undefined && !isSame(value, old.get(member) ?? null),
  );
  if (changed.length === 0) return undefined;
  const before = Object.fromEntries(changed.map(([member]) => [member, old.get(member) ?? null]));
  return { before, after: Object.fromEntries(changed) };
}
