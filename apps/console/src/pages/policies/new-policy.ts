/** What is to be banned: a destination or an app of the fleet. */
export interface Ban {
  host?: string | undefined;
  app?: string | undefined;
}

/** Text from devices, as YAML reads it: JSON strings are YAML strings. */
const quoted = (text: string) => JSON.stringify(text);

/** A text as a part of an id. */
function asId(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 60)
    .replaceAll(/^-|-$/g, '');
}

/** The rule that bans it, as a document has it. */
export function banRule({ host, app }: Ban): Record<string, unknown> {
  if (host !== undefined) {
    const isAddress = /^[\d.]+$|:/.test(host);
    const deny = isAddress ? { networks: [host] } : { domains: [host] };
    return { id: `no-${asId(host)}`, egress: { deny }, severity: 'high' };
  }
  return { id: `no-${asId(app ?? '')}`, app: { deny: [{ package: app }] }, severity: 'high' };
}

/** A rule as an entry of a YAML list: its dash at `indent`. */
export function ruleText(rule: Record<string, unknown>, indent: string): string {
  const lines = Object.entries(rule).map(
    ([key, value]) => `${key}: ${typeof value === 'string' ? value : flowOf(value)}`,
  );
  return lines.map((line, index) => `${indent}${index === 0 ? '- ' : '  '}${line}\n`).join('');
}

/** Where a new policy begins: valid, and judging nothing until it is published. */
export function newPolicySource(name: string, ban: Ban): string {
  const subject = ban.host ?? ban.app;
  const weekly = { id: 'reports-weekly', freshness: { maxAge: 'P7D' }, severity: 'medium' };
  return `apiVersion: cordon/v1
kind: Policy
metadata:
  name: ${name}
  title: ${quoted(subject === undefined ? name : `Ban of ${subject}`)}
spec:
  rules:
${ruleText(subject === undefined ? weekly : banRule(ban), '    ')}`;
}

/** A value on one line of YAML. */
function flowOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowOf).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return quoted(String(value));
  const members = Object.entries(value).map(([key, member]) => `${key}: ${flowOf(member)}`);
  return `{ ${members.join(', ')} }`;
}

/** A name for it that can be a policy's. */
export function suggestName({ host, app }: Ban): string {
  const subject = host ?? app;
  return subject === undefined ? '' : `ban-${asId(subject)}`;
}
