import { isSeq, parseDocument, type YAMLSeq } from 'yaml';
import { ruleText } from './new-policy.ts';

/**
 * A policy's source with one more rule at the end of its rules. Where the rules stand on lines of their own, all that was
 * written stays as it is.
 *
 * @throws Error if the source has no list of rules
 */
export function addRule(source: string, format: 'yaml' | 'json', rule: Record<string, unknown>): string {
  const document = parseDocument(source, { version: '1.2' });
  const rules = document.getIn(['spec', 'rules'], true);
  if (!isSeq(rules)) throw new Error('The policy has no list of rules.');
  const added = withFreeId(rule, rules.toJS(document) as unknown[]);
  if (format === 'yaml' && !rules.flow) return insert(source, rules, added);
  rules.add(document.createNode(added));
  return format === 'yaml' ? document.toString({ lineWidth: 0 }) : `${JSON.stringify(document.toJS(), null, 2)}\n`;
}

/** Behind the line on which the last rule ends, as deep as the first one. */
function insert(source: string, rules: YAMLSeq, rule: Record<string, unknown>): string {
  const dash = source.lastIndexOf('-', rangeOf(rules.items[0])[0]);
  const indent = source.slice(source.lastIndexOf('\n', dash) + 1, dash);
  const [, end] = rangeOf(rules.items.at(-1));
  const newline = source.indexOf('\n', end - 1);
  const [before, after] = newline < 0 ? [`${source}\n`, ''] : [source.slice(0, newline + 1), source.slice(newline + 1)];
  return `${before}${ruleText(rule, indent)}${after}`;
}

function rangeOf(node: unknown): readonly [from: number, to: number, ...rest: number[]] {
  return (node as { range?: [number, number, number] | null } | undefined)?.range ?? [0, 0];
}

function withFreeId(rule: Record<string, unknown>, others: readonly unknown[]): Record<string, unknown> {
  const taken = new Set(others.map((other) => (other as { id?: unknown } | null)?.id));
  let id = String(rule.id);
  for (let number = 2; taken.has(id); number += 1) id = `${rule.id}-${number}`;
  return { ...rule, id };
}
