import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { ADVICE_KEYS } from '../advice.ts';
import { baseCatalogue } from '../catalogue/index.ts';
import type { Fault } from './fault.ts';
import { policyJsonSchema } from './json-schema.ts';
import { parsePolicy } from './parse.ts';

const reference = readFileSync(join(import.meta.dirname, '../../../../docs/policy-language.md'), 'utf8');

interface Example {
  kind: string;
  /** Line of the reference on which it begins. */
  line: number;
  text: string;
  /** Lines of the `text` block that follows. */
  beneath: string[];
}

const examples: Example[] = [
  ...reference.matchAll(/^```yaml ?(\w*)\n([\s\S]*?)^```\n(?:\n```text\n([\s\S]*?)^```\n)?/gm),
]
  .map(([, kind = '', text = '', beneath = ''], index, all) => ({
    kind,
    line: reference.slice(0, all[index]?.index).split('\n').length,
    text,
    beneath: beneath.split('\n').filter((line) => line !== ''),
  }))
  .filter((example) => example.kind !== 'cases');
const [good, faulty, warned] = ['', 'faulty', 'warned'].map((kind) => examples.filter((it) => it.kind === kind));

/** A part of `spec` is made a document. */
function documentOf(text: string): string {
  if (text.startsWith('apiVersion')) return text;
  const spec = text.replaceAll(/^(?=.)/gm, '  ');
  return `apiVersion: cordon/v1\nkind: Policy\nmetadata: { name: example }\nspec:\n${spec}`;
}

const read = (example: Example) => parsePolicy(documentOf(example.text), 'yaml', baseCatalogue());
const lineOf = ({ severity, pointer, message }: Fault): string => `${severity} at ${pointer}: ${message}`;

describe('the reference of the language', () => {
  test('has no block of YAML that no test runs', () => {
    const blocks = reference.match(/^```yaml.*$/gm) ?? [];
    expect(blocks.filter((block) => !/^```yaml( faulty| warned| cases)?$/.test(block))).toEqual([]);
    expect(examples).toHaveLength(blocks.length - 1);
    expect(good?.length).toBeGreaterThan(10);
  });

  test.each(good ?? [])('its example on line $line has no faults', (example) => {
    const parsed = read(example);
    expect(parsed.ok ? parsed.warnings : parsed.faults).toEqual([]);
    expect(example.beneath).toEqual([]);
  });

  test.each(faulty ?? [])('its example on line $line is refused with the faults beneath it', (example) => {
    const parsed = read(example);
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? [] : parsed.faults.map(lineOf)).toEqual(example.beneath);
  });

  test.each(warned ?? [])('its example on line $line is accepted with the warnings beneath it', (example) => {
    const parsed = read(example);
    expect(parsed.ok ? parsed.warnings.map(lineOf) : parsed.faults).toEqual(example.beneath);
    expect(example.beneath).not.toEqual([]);
  });

  test('has an example of every key of the language', () => {
    const used = new Set((good ?? []).flatMap((example) => keysOf(parse(documentOf(example.text)))));
    expect(keysOfSchema(policyJsonSchema()).filter((key) => !used.has(key))).toEqual([]);
  });

  test('names every word that a key may have, and every built-in advice', () => {
    const words = [...wordsOfSchema(policyJsonSchema()), ...ADVICE_KEYS];
    expect(words.length).toBeGreaterThan(40);
    expect(words.filter((word) => !reference.includes(`\`${word}\``))).toEqual([]);
  });
});

/** Paths of the keys in a value, list items under their list's path, e.g. `spec.rules.id`. */
function keysOf(value: unknown, path: readonly string[] = []): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => keysOf(item, path));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) => {
    const here = [...path, key];
    return [here.join('.'), ...keysOf(member, here)];
  });
}

interface Schema {
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  enum?: string[];
}

function keysOfSchema({ properties = {}, items, anyOf = [] }: Schema, path: readonly string[] = []): string[] {
  const below = [...(items ? [items] : []), ...anyOf].flatMap((schema) => keysOfSchema(schema, path));
  const own = Object.entries(properties).flatMap(([key, schema]) => {
    const here = [...path, key];
    return [here.join('.'), ...keysOfSchema(schema, here)];
  });
  return [...own, ...below];
}

function wordsOfSchema({ properties = {}, items, anyOf = [], enum: words = [] }: Schema): string[] {
  const below = [...Object.values(properties), ...(items ? [items] : []), ...anyOf];
  return [...words, ...below.flatMap(wordsOfSchema)];
}
