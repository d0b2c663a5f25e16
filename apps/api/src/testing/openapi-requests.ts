import type { InjectOptions } from 'fastify';

/** The parts of an OpenAPI 3.1 document that requests are generated from. */
export interface Operation {
  method: NonNullable<InjectOptions['method']>;
  /** With `{name}` for parameters. */
  path: string;
  permission: string;
  isEverywhere: boolean;
  /** Answers with a stream that does not end by itself: not to be waited for. */
  isEndless: boolean;
  pathParameters: string[];
  /** Query parameters that are ids. */
  idQueries: string[];
  body?: JsonSchema;
}

export interface JsonSchema {
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  enum?: unknown[];
  const?: unknown;
  format?: string;
  pattern?: string;
  minLength?: number;
  minimum?: number;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  default?: unknown;
}

interface Document {
  paths: Record<string, Record<string, RawOperation>>;
}

interface RawOperation {
  'x-permission': string;
  'x-everywhere'?: boolean;
  parameters?: { name: string; in: string; schema: JsonSchema }[];
  requestBody?: { content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, { content?: Record<string, unknown> }>;
}

/** Every operation of the document that needs a permission. */
export function listOperations(document: unknown): Operation[] {
  const { paths } = document as Document;
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, raw]) => ({
      method: method.toUpperCase() as Operation['method'],
      path,
      permission: raw['x-permission'],
      isEverywhere: raw['x-everywhere'] ?? false,
      isEndless: raw.responses['200']?.content?.['text/event-stream'] !== undefined,
      pathParameters: (raw.parameters ?? []).filter((item) => item.in === 'path').map((item) => item.name),
      idQueries: (raw.parameters ?? [])
        .filter((item) => item.in === 'query' && item.schema.format === 'uuid')
        .map((item) => item.name),
      body: raw.requestBody?.content['application/json']?.schema,
    })),
  );
}

/** Ids to put into a request: one for every path parameter (or one each), one for queries and body. */
export interface RequestIds {
  path: string | readonly string[];
  elsewhere: string;
}

/**
 * A request with these ids wherever an id goes: in the path, in id-valued queries, in every id-valued member of the body
 * (required or not); all other members that must be there are made up from the schema.
 */
export function requestWith(
  operation: Operation,
  ids: string | RequestIds,
): Pick<InjectOptions, 'method' | 'url' | 'body'> {
  const { path: inPath, elsewhere } = typeof ids === 'string' ? { path: ids, elsewhere: ids } : ids;
  const pathIds = typeof inPath === 'string' ? operation.pathParameters.map(() => inPath) : [...inPath];
  const path = operation.path.replaceAll(/\{[^}]+\}/g, () => encodeURIComponent(pathIds.shift() ?? ''));
  const query = operation.idQueries.map((name) => `${name}=${elsewhere}`).join('&');
  const body = operation.body && (sample(operation.body, elsewhere) as object);
  return { method: operation.method, url: query === '' ? path : `${path}?${query}`, ...(body && { body }) };
}

function sample(schema: JsonSchema, id: string): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf ?? schema.oneOf) return sample((schema.anyOf ?? schema.oneOf)?.[0] ?? {}, id);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'object') return sampleObject(schema, id);
  if (type === 'array') return schema.items ? [sample(schema.items, id)] : [];
  if (type === 'integer' || type === 'number') return schema.minimum ?? 1;
  if (type === 'boolean') return false;
  return sampleText(schema, id);
}

function sampleObject(schema: JsonSchema, id: string): Record<string, unknown> {
  const wanted = Object.entries(schema.properties ?? {}).filter(
    ([name, member]) => schema.required?.includes(name) || holdsId(member),
  );
  return Object.fromEntries(
    wanted.map(([name, member]) => [name, name === 'email' ? 'somebody@example.org' : sample(member, id)]),
  );
}

function holdsId(schema: JsonSchema): boolean {
  if (schema.format === 'uuid') return true;
  const within = [
    ...(schema.anyOf ?? []),
    ...(schema.oneOf ?? []),
    ...(schema.items ? [schema.items] : []),
    ...Object.values(schema.properties ?? {}),
  ];
  return within.some(holdsId);
}

function sampleText(schema: JsonSchema, id: string): string {
  if (schema.format === 'uuid') return id;
  if (schema.format === 'date-time') return '2014-10-23T00:00:00Z';
  if (schema.format === 'email') return 'somebody@else.example';
  return 'sample'.padEnd(schema.minLength ?? 0, 'x');
}
