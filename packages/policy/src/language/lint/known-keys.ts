import { policyJsonSchema } from '../json-schema.ts';

/** What of a JSON Schema says which keys an object may have. */
interface Shape {
  properties?: Record<string, Shape>;
  items?: Shape;
  anyOf?: Shape[];
  additionalProperties?: Shape | boolean;
}

let language: Shape | undefined;

/** The keys that the language knows in the object at a path, in the order of the language; none where it is no object. */
export function knownKeys(path: readonly PropertyKey[]): string[] {
  language ??= policyJsonSchema() as Shape;
  return Object.keys(propertiesOf(path.reduce<Shape | undefined>(step, language)));
}

/** The keys at a path under which `key` would be known: where an author meant to put it. */
export function keysAbove(path: readonly PropertyKey[], key: string): string[] {
  return knownKeys(path).filter((name) => {
    const below = knownKeys([...path, name]);
    return below.includes(key) || knownKeys([...path, name, 0]).includes(key);
  });
}

function step(shape: Shape | undefined, part: PropertyKey): Shape | undefined {
  if (shape === undefined) return undefined;
  if (typeof part === 'number') return branchesOf(shape).find(({ items }) => items)?.items;
  const properties = propertiesOf(shape);
  if (Object.hasOwn(properties, part)) return properties[String(part)];
  return typeof shape.additionalProperties === 'object' ? shape.additionalProperties : undefined;
}

function propertiesOf(shape: Shape | undefined): Record<string, Shape> {
  return Object.assign({}, ...branchesOf(shape).map(({ properties }) => properties ?? {}));
}

function branchesOf(shape: Shape | undefined): Shape[] {
  if (shape === undefined) return [];
  return [shape, ...(shape.anyOf ?? []).flatMap(branchesOf)];
}
