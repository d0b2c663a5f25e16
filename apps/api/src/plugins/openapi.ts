import { PROBLEMS } from '@cordon/contract';
import swagger from '@fastify/swagger';
import type { FastifyContextConfig, FastifySchema, RouteOptions } from 'fastify';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';
import type { App } from '../app.ts';
import type { Deps } from '../deps.ts';
import { DOCS_STYLE, renderDocs } from '../docs/render-docs.ts';
import type { OpenapiDocument, OpenapiOperation } from '../docs/types.ts';

/**
 * Serves the OpenAPI 3.1 document, generated from the very schemas that validate, and a readable page made of it.
 * Register it before the features: it takes note of routes as they are added.
 */
export async function registerOpenapi(app: App, deps: Pick<Deps, 'config'>): Promise<void> {
  await app.register(swagger, {
    openapi: { openapi: '3.1.0', ...documentHead(deps.config.publicUrl) },
    transform: (input) => jsonSchemaTransform({ ...input, schema: annotate(input.schema, input.url, input.route) }),
    transformObject: (input) => finish(jsonSchemaTransformObject(input) as OpenapiDocument) as never,
  });
  const hidden = { schema: { hide: true } };
  let page: string | undefined;
  app.get('/openapi.json', hidden, async (_request, reply) =>
    reply.type('application/json').send(JSON.stringify(app.swagger())),
  );
  app.get('/docs', hidden, async (_request, reply) => {
    page ??= renderDocs(app.swagger() as unknown as OpenapiDocument);
    return reply.type('text/html; charset=utf-8').send(page);
  });
  app.get('/docs/style.css', hidden, async (_request, reply) => reply.type('text/css; charset=utf-8').send(DOCS_STYLE));
}

function documentHead(publicUrl: string) {
  return {
    info: {
      title: 'Cordon operator API',
      version: '1',
      description:
        'Lists are read page by page: `limit` and `cursor` in, `items` and `nextCursor` out. Refusals are RFC 9457 problem ' +
        'documents. Unknown members of a body or query are refused. The protocol of devices is in docs/device-protocol.md.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl }],
    components: {
      securitySchemes: {
        apiToken: { type: 'http' as const, scheme: 'bearer', description: 'An API token, `cot_…`.' },
        session: {
          type: 'apiKey' as const,
          in: 'cookie' as const,
          name: publicUrl.startsWith('https:') ? '__Host-cordon-session' : 'cordon-session',
          description: 'Made by `POST /v1/sessions`. Changes also need its CSRF token in the header `x-csrf-token`.',
        },
      },
    },
  };
}

/** What a route's place and configuration say of it, beside its schemas. */
function annotate(schema: FastifySchema, url: string, route: RouteOptions): FastifySchema {
  if (!url.startsWith('/v1/')) return { ...schema, hide: true };
  const { permission, everywhere } = (route.config ?? {}) as FastifyContextConfig;
  const isPublic = permission === 'public';
  return {
    operationId: operationIdOf(String(route.method), url),
    tags: [url.split('/')[2] ?? ''],
    security: isPublic ? [] : [{ apiToken: [] }, { session: [] }],
    'x-permission': permission,
    ...(everywhere ? { 'x-everywhere': true } : {}),
    ...schema,
  } as FastifySchema;
}

/** `GET /v1/users/:id/grants` → `getUsersByIdGrants`: stable, and unique because method and path are. */
function operationIdOf(method: string, url: string): string {
  const words = url
    .split('/')
    .slice(2)
    .flatMap((part) => (part.startsWith(':') ? ['by', part.slice(1)] : part.split('-')))
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return method.toLowerCase() + words.join('');
}

/** Adds what every operation may answer. */
function finish(document: OpenapiDocument): OpenapiDocument {
  const operations = Object.values(document.paths ?? {}).flatMap((path) => Object.values(path));
  for (const operation of operations) finishOperation(operation);
  document.components = { ...document.components, ...PROBLEM_COMPONENTS };
  return document;
}

function finishOperation(operation: OpenapiOperation): void {
  // A 204 has no content, whatever schema keeps the serialiser quiet.
  if (operation.responses['204']) operation.responses['204'] = { description: 'Done.' };
  for (const [status, response] of Object.entries(operation.responses)) {
    if (response.description === 'Default Response') response.description = MEANINGS[status] ?? 'The answer.';
  }
  operation.responses.default = { $ref: '#/components/responses/Problem' };
}

const MEANINGS: Record<string, string> = { 200: 'What was asked for.', 201: 'What was made.' };

const PROBLEM_COMPONENTS = {
  responses: {
    Problem: {
      description: 'A refusal (RFC 9457). 429 and 503 carry `Retry-After`.',
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    },
  },
  schemas: {
    Problem: {
      type: 'object',
      required: ['type', 'title', 'status', 'detail'],
      properties: {
        type: { type: 'string', enum: Object.keys(PROBLEMS).map((name) => `urn:cordon:problem:${name}`) },
        title: { type: 'string' },
        status: { type: 'integer' },
        detail: { type: 'string' },
        errors: {
          type: 'array',
          description: 'Faults of the input, each with a JSON Pointer (RFC 6901).',
          items: {
            type: 'object',
            required: ['pointer', 'detail'],
            properties: { pointer: { type: 'string' }, detail: { type: 'string' } },
          },
        },
      },
    },
  },
};
