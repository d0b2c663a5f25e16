/** What a new policy is to ban: a destination or an app of the fleet. */
export interface Ban {
  host?: string | undefined;
  app?: string | undefined;
}

const WEEKLY = `    - id: reports-weekly
      freshness: { maxAge: P7D }
      severity: medium`;

/** Text from devices, as YAML reads it: JSON strings are YAML strings. */
const quoted = (text: string) => JSON.stringify(text);

function ruleOf({ host, app }: Ban): string {
  if (host !== undefined) {
    const isAddress = /^[\d.]+$|:/.test(host);
    const place = isAddress ? `networks: [${quoted(host)}]` : `domains: [${quoted(host)}]`;
    return `    - id: banned-destination\n      egress:\n        deny: { ${place} }\n      severity: high`;
  }
  if (app !== undefined)
    return `    - id: banned-app\n      app: { deny: [{ package: ${quoted(app)} }] }\n      severity: high`;
  return WEEKLY;
}

/** Where a new policy begins: valid, and judging nothing until it is published. */
export function newPolicySource(name: string, ban: Ban): string {
  return `apiVersion: cordon/v1
kind: Policy
metadata:
  name: ${name}
  title: ${quoted(titleOf(name, ban))}
spec:
  rules:
${ruleOf(ban)}
`;
}

function titleOf(name: string, { host, app }: Ban): string {
  return host === undefined && app === undefined ? name : `Ban of ${host ?? app}`;
}

/** A name for it that can be a policy's. */
export function suggestName({ host, app }: Ban): string {
  const subject = host ?? app;
  if (subject === undefined) return '';
  return `ban-${subject.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`.slice(0, 64).replace(/-+$/, '');
}
