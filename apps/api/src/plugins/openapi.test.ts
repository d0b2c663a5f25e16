import { PERMISSIONS, type Permission, ROLE_PERMISSIONS, ROLES } from '@cordon/contract';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OpenapiDocument, OpenapiOperation } from '../docs/types.ts';
import { createTestApp, type TestApp } from '../testing/test-app.ts';
import { createTestOperator } from '../testing/test-operators.ts';

let testApp: TestApp;
let document: OpenapiDocument & { openapi: string };
let operations: { method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'; url: string; operation: OpenapiOperation }[];

beforeAll(async () => {
  testApp = await createTestApp();
  document = (await testApp.app.inject('/openapi.json')).json();
  operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase() as 'GET',
      url: path.replaceAll(/\{[^}]+\}/g, crypto.randomUUID()),
      operation,
    })),
  );
});
afterAll(() => testApp?.close());

describe('the OpenAPI document', () => {
  test('is of version 3.1 and holds every route below /v1 with id, summary, tag, permission and refusals', () => {
    expect(document.openapi).toBe('3.1.0');
    expect(operations.length).toBeGreaterThan(15);
    expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(operations.length);
    for (const { operation } of operations) {
      expect(operation).toMatchObject({
        operationId: expect.any(String),
        summary: expect.any(String),
        tags: [expect.any(String)],
      });
      expect([...PERMISSIONS, 'signed-in', 'public']).toContain(operation['x-permission']);
      expect(operation.responses.default).toEqual({ $ref: '#/components/responses/Problem' });
    }
  });

  test('takes its types from the schemas that validate: unknown members refused, strings bounded', () => {
    const body = document.paths?.['/v1/users']?.post?.requestBody?.content['application/json']?.schema;
    expect(body).toMatchObject({ type: 'object', additionalProperties: false });
    expect(body?.properties?.name?.maxLength).toBe(200);
  });
});

describe('every route, as the document names it,', () => {
  test('refuses a caller without credentials, and one with a wrong token or cookie', async () => {
    const wrong = [
      {},
      { authorization: `Bearer cot_${'A'.repeat(43)}` },
      { cookie: `__Host-cordon-session=cse_${'A'.repeat(43)}` },
    ];
    for (const { method, url, operation } of operations) {
      if (operation['x-permission'] === 'public') continue;
      for (const headers of wrong) {
        const response = await testApp.app.inject({ method, url, headers });
        expect([operation.operationId, response.statusCode]).toEqual([operation.operationId, 401]);
        expect(response.headers['www-authenticate']).toBe('Bearer realm="cordon"');
      }
    }
  });

  test.each(ROLES)('refuses a %s exactly where the role lacks the permission', async (role) => {
    const { headers } = await createTestOperator(testApp, role, testApp.organisation.rootUnitId);
    for (const { method, url, operation } of operations) {
      const permission = operation['x-permission'] as Permission;
      if (!PERMISSIONS.includes(permission) || ROLE_PERMISSIONS[role].has(permission)) continue;
      const response = await testApp.app.inject({ method, url, headers });
      expect([operation.operationId, response.statusCode]).toEqual([operation.operationId, 403]);
    }
  });

  test('refuses a token whose scopes leave its permission out', async () => {
    const { headers } = await createTestOperator(testApp, 'owner', testApp.organisation.rootUnitId, ['verdicts:read']);
    for (const { method, url, operation } of operations) {
      const permission = operation['x-permission'] as Permission;
      if (!PERMISSIONS.includes(permission) || permission === 'verdicts:read') continue;
      const response = await testApp.app.inject({ method, url, headers });
      expect([operation.operationId, response.statusCode]).toEqual([operation.operationId, 403]);
    }
  });
});

describe('the page /docs', () => {
  test('shows every operation, without a script, under a policy that allows none', async () => {
    const response = await testApp.app.inject('/docs');
    expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
    for (const { operation } of operations) expect(response.body).toContain(`id="${operation.operationId}"`);
    expect(response.body).not.toMatch(/<script|style="|https?:\/\/(?!cordon)/);
    expect(response.headers['content-security-policy']).toMatch(/default-src 'none'/);
    expect(response.headers['content-security-policy']).not.toMatch(/unsafe|script-src/);
    const style = await testApp.app.inject('/docs/style.css');
    expect([style.statusCode, style.headers['content-type']]).toEqual([200, 'text/css; charset=utf-8']);
  });
});
