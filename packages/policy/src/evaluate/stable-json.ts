/**
 * JSON with the members of objects in order of name and absent ones left out: equal for equal values, whatever order a
 * database gave them back in. Unlike RFC 8785 it is total: a lone surrogate is escaped, not an error. For plain data.
 */
export function stableJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  if (Array.isArray(value)) return stableList(value);
  const members: string[] = [];
  for (const name of Object.keys(value).sort()) {
    const member = (value as Record<string, unknown>)[name];
    if (member !== undefined) members.push(`${JSON.stringify(name)}:${stableJson(member)}`);
  }
  return `{${members.join()}}`;
}

function stableList(list: readonly unknown[]): string {
  let text = '[';
  for (let index = 0; index < list.length; index += 1) text += (index === 0 ? '' : ',') + stableJson(list[index]);
  return `${text}]`;
}
