import { expect, test } from '@jest/globals';
import { policyJsonSchema } from './json-schema.ts';
import { RULE_TYPES } from './rule.ts';

interface Schema {
  properties?: Record<string, Schema>;
  items?: Schema;
  oneOf?: unknown;
  required?: string[];
  additionalProperties?: unknown;
}

const rule = (policyJsonSchema() as Schema).properties?.spec?.properties?.rules?.items;

test('the JSON Schema has every rule type, of which a rule has exactly one', () => {
  expect(Object.keys(rule?.properties ?? {})).toEqual(expect.arrayContaining([...RULE_TYPES]));
  expect(rule?.oneOf).toEqual(RULE_TYPES.map((type) => ({ required: [type] })));
});

test('the JSON Schema refuses unknown keys, as the language does', () => {
  expect(policyJsonSchema().additionalProperties).toBe(false);
  expect(rule?.additionalProperties).toBe(false);
});
