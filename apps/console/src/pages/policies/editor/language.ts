/** What of the published JSON Schema completion reads. */
export interface Shape {
  description?: string;
  type?: string;
  properties?: Record<string, Shape>;
  items?: Shape;
  anyOf?: Shape[];
  enum?: unknown[];
  const?: unknown;
  examples?: unknown[];
  additionalProperties?: Shape | boolean;
}

/** The shapes that what stands at a path may have. */
export function shapesAt(language: Shape, path: readonly (string | number)[]): Shape[] {
  return path
    .reduce<Shape[]>((shapes, part) => shapes.flatMap((shape) => step(shape, part)), [language])
    .flatMap(branches);
}

function branches(shape: Shape): Shape[] {
  return [shape, ...(shape.anyOf ?? []).flatMap(branches)];
}

function step(shape: Shape, part: string | number): Shape[] {
  return branches(shape).flatMap(({ items, properties, additionalProperties }) => {
    if (typeof part === 'number') return items ?? [];
    if (properties && Object.hasOwn(properties, part)) return properties[part] ?? [];
    return typeof additionalProperties === 'object' ? additionalProperties : [];
  });
}

/** Keys of a mapping with what they hold. */
export function keysOf(shapes: readonly Shape[]): [string, Shape][] {
  return shapes.flatMap(({ properties }) => Object.entries(properties ?? {}));
}

/** Words that a value may be, or for instance. */
export function valuesOf(shapes: readonly Shape[]): string[] {
  return shapes.flatMap((shape) =>
    [...(shape.enum ?? []), shape.const ?? [], ...(shape.examples ?? [])].flat().map(String),
  );
}
