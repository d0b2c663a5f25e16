import type { JsonSchema } from './types.ts';

/** A JSON schema as people read it: the shape of the value, with types, bounds and meanings, one member a line. */
export function schemaText(schema: JsonSchema | undefined, indent = ''): string {
  if (schema === undefined) return 'anything';
  const members = schema.anyOf ?? schema.oneOf;
  if (members) return members.map((member) => schemaText(member, indent)).join(' or ');
  if (schema.allOf) return schema.allOf.map((member) => schemaText(member, indent)).join(' and ');
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.properties) return objectText(schema, indent);
  if (schema.items) return `array of ${schemaText(schema.items, indent)}${boundsText(schema)}`;
  if (typeof schema.additionalProperties === 'object')
    return `map of ${schemaText(schema.additionalProperties, indent)}`;
  return `${[schema.type ?? 'anything'].flat().join(' or ')}${boundsText(schema)}`;
}

function objectText(schema: JsonSchema, indent: string): string {
  const inner = `${indent}  `;
  const lines = Object.entries(schema.properties ?? {}).map(([name, member]) => {
    const mark = schema.required?.includes(name) ? '' : '?';
    const meaning = member.description === undefined ? '' : `  // ${member.description}`;
    return `${inner}${name}${mark}: ${schemaText(member, inner)}${meaning}`;
  });
  return lines.length === 0 ? '{}' : `{\n${lines.join('\n')}\n${indent}}`;
}

function boundsText(schema: JsonSchema): string {
  const { format, minLength, maxLength, minItems, maxItems, default: preset } = schema;
  // zod's bounds of "an integer at all" say nothing to a reader.
  const isReal = (bound: number | undefined) => bound !== undefined && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
  const minimum = minLength ?? minItems ?? (isReal(schema.minimum) ? schema.minimum : undefined);
  const maximum = maxLength ?? maxItems ?? (isReal(schema.maximum) ? schema.maximum : undefined);
  const parts = [
    format,
    minimum !== undefined && minimum > 0 ? `at least ${minimum}` : undefined,
    maximum === undefined ? undefined : `at most ${maximum}`,
    preset === undefined ? undefined : `default ${JSON.stringify(preset)}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}
