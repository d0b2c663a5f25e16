import {
  PolicyChanges,
  PolicyChangesQuery,
  PolicyLint,
  PolicyListQuery,
  PolicyPage,
  PolicyParams,
  PolicyPublish,
  PolicyPut,
  PolicySummary,
  PolicyVersion,
  PolicyVersionListQuery,
  PolicyVersionPage,
  PolicyVersionParams,
  PolicyVersionSummary,
  PutPolicy,
} from '@cordon/contract';
import { policyJsonSchema } from '@cordon/policy';
import type { FastifyReply } from 'fastify';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { findPolicies, findVersions, putPolicy, showPolicy, showVersion, type Tagged } from './policies.service.ts';
import { compareVersions, lintSource } from './policy-authoring.service.ts';
import { acceptPolicyBodies } from './policy-body.ts';
import { publishPolicy, withdrawPolicy } from './publish-policy.service.ts';

const tags = ['policies'];

/** `/v1/policies`: what the organisation demands of devices. */
export function registerPolicies(app: App, deps: Deps): void {
  registerReading(app, deps);
  registerPublishing(app, deps);
  registerSchema(app);
  // In a scope of its own: what its bodies are read with is for this route alone.
  void app.register((scope: App, _options, done) => {
    acceptPolicyBodies(scope);
    registerPut(scope, deps);
    registerLint(scope, deps);
    done();
  });
}

/** `/schemas/policy/v1.json`: the JSON Schema of the language, for editors. The same for everyone, so anyone may read it. */
function registerSchema(app: App): void {
  const text = JSON.stringify(policyJsonSchema());
  app.get('/schemas/policy/v1.json', { schema: { hide: true } }, async (_request, reply) =>
    reply
      .header('cache-control', 'public, max-age=3600')
      .header('access-control-allow-origin', '*')
      .type('application/schema+json')
      .send(text),
  );
}

/** Sends something with its entity tag. */
function tagged<T>(reply: FastifyReply, { body, entityTag }: Tagged<T>): T {
  if (entityTag !== undefined) void reply.header('etag', entityTag);
  return body;
}

function registerReading(app: App, deps: Deps): void {
  app.get(
    '/v1/policies',
    {
      config: { permission: 'policies:read' },
      schema: {
        tags,
        operationId: 'listPolicies',
        summary: 'List policies',
        querystring: PolicyListQuery,
        response: { 200: PolicyPage },
      },
    },
    (request) => findPolicies(deps, request.operator, request.query),
  );

  app.get(
    '/v1/policies/:name',
    {
      config: { permission: 'policies:read' },
      schema: {
        tags,
        operationId: 'showPolicy',
        summary: 'Show a policy',
        description: 'Its ETag is that of its newest version, for the If-Match of putting a draft.',
        params: PolicyParams,
        response: { 200: PolicySummary },
      },
    },
    async (request, reply) => tagged(reply, await showPolicy(deps, request.operator, request.params.name)),
  );

  app.get(
    '/v1/policies/:name/versions',
    {
      config: { permission: 'policies:read' },
      schema: {
        tags,
        operationId: 'listPolicyVersions',
        summary: 'List the versions of a policy',
        params: PolicyParams,
        querystring: PolicyVersionListQuery,
        response: { 200: PolicyVersionPage },
      },
    },
    (request) => findVersions(deps, request.operator, request.params.name, request.query),
  );

  app.get(
    '/v1/policies/:name/versions/:version',
    {
      config: { permission: 'policies:read' },
      schema: {
        tags,
        operationId: 'showPolicyVersion',
        summary: 'Show a version of a policy with its text',
        description: 'Its ETag stands for the text as it was put; give it as If-Match when putting what follows it.',
        params: PolicyVersionParams,
        response: { 200: PolicyVersion },
      },
    },
    async ({ operator, params }, reply) =>
      tagged(reply, await showVersion(deps, operator, params.name, params.version)),
  );

  app.get(
    '/v1/policies/:name/versions/:version/changes',
    {
      config: { permission: 'policies:read' },
      schema: {
        tags,
        operationId: 'comparePolicyVersions',
        summary: 'Show what a version changes in meaning',
        params: PolicyVersionParams,
        querystring: PolicyChangesQuery,
        response: { 200: PolicyChanges },
      },
    },
    ({ operator, params, query }) => compareVersions(deps, operator, params, query.since),
  );
}

function registerLint(app: App, deps: Deps): void {
  app.post(
    '/v1/policies/:name/lint',
    {
      config: { permission: 'policies:write', everywhere: true },
      schema: {
        tags,
        operationId: 'lintPolicy',
        summary: 'Find every fault of a document without storing it',
        description: 'The body is as for putting a draft. A document with faults is a good answer, not an error.',
        params: PolicyParams,
        body: PolicyPut,
        response: { 200: PolicyLint },
      },
    },
    (request) => lintSource(deps, request.operator, request.params.name, request.body),
  );
}

function registerPut(app: App, deps: Deps): void {
  app.put(
    '/v1/policies/:name',
    {
      config: { permission: 'policies:write', everywhere: true },
      schema: {
        tags,
        operationId: 'putPolicy',
        summary: 'Put a document as the draft of a policy',
        description:
          'The body is the document itself (application/yaml or application/json), or its source with its format. ' +
          'A document with faults is answered 422 policy-invalid, with every fault, its pointer, line and column. ' +
          'With If-Match, the ETag of the newest version that was read, nothing that others wrote meanwhile is lost: ' +
          'it is answered 412 precondition-failed. With "If-None-Match: *" only a new policy is made.',
        params: PolicyParams,
        body: PolicyPut,
        response: { 200: PutPolicy },
      },
    },
    async ({ operator, params, body, headers }, reply) => {
      const conditions = { ifMatch: headers['if-match'], ifNoneMatch: headers['if-none-match'] };
      return tagged(reply, await putPolicy(deps, operator, params.name, body, conditions));
    },
  );
}

function registerPublishing(app: App, deps: Deps): void {
  app.post(
    '/v1/policies/:name/publish',
    {
      config: { permission: 'policies:publish', everywhere: true },
      schema: {
        tags,
        operationId: 'publishPolicy',
        summary: 'Publish the draft of a policy',
        params: PolicyParams,
        body: PolicyPublish,
        response: { 200: PolicyVersionSummary },
      },
    },
    (request) => publishPolicy(deps, request.operator, request.params.name, request.body),
  );

  app.post(
    '/v1/policies/:name/withdraw',
    {
      config: { permission: 'policies:publish', everywhere: true },
      schema: {
        tags,
        operationId: 'withdrawPolicy',
        summary: 'Take a policy out of force',
        params: PolicyParams,
        response: { 200: PolicySummary },
      },
    },
    (request) => withdrawPolicy(deps, request.operator, request.params.name),
  );
}
