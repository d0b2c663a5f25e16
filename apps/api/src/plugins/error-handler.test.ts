import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { AppError } from '@cordon/contract';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { refuseUnreadable, registerErrorHandler, toPointer } from './error-handler.ts';

const logged: unknown[] = [];
let app: FastifyInstance;

beforeAll(async () => {
  const stream = { write: (line: string) => logged.push(JSON.parse(line)) };
  app = Fastify({ logger: { level: 'error', stream }, clientErrorHandler: refuseUnreadable });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  registerErrorHandler(app);
  const body = z.strictObject({ apps: z.array(z.strictObject({ name: z.string() })) });
  app.post('/validated', { schema: { body } }, async () => ({}));
  app.get('/broken', async () => {
    throw new Error('password=hunter2');
  });
  app.get('/busy', async () => {
    throw new AppError('overloaded', 'Later.', { retryAfterSeconds: 7, extensions: { lastSeq: 3 } });
  });
  await app.listen({ port: 0, host: '127.0.0.1' });
});

afterAll(() => app.close());

describe('an error', () => {
  test('that nobody expected is a 500 without detail, logged once', async () => {
    const answer = await app.inject('/broken');
    expect(answer.statusCode).toBe(500);
    expect(answer.json().type).toBe('urn:cordon:problem:internal');
    expect(answer.body).not.toContain('hunter2');
    expect(logged).toHaveLength(1);
  });

  test('that was expected is a problem document with its extensions and Retry-After', async () => {
    const answer = await app.inject('/busy');
    expect(answer.headers['content-type']).toBe('application/problem+json');
    expect(answer.headers['retry-after']).toBe('7');
    expect(answer.json()).toEqual({
      type: 'urn:cordon:problem:overloaded',
      title: 'Server is overloaded',
      status: 503,
      detail: 'Later.',
      lastSeq: 3,
    });
  });

  test('of the input points at what is wrong', async () => {
    const answer = await app.inject({ method: 'POST', url: '/validated', body: { apps: [{ name: 1, extra: 1 }] } });
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors).toEqual([
      { pointer: '/apps/0/name', detail: expect.any(String) },
      { pointer: '/apps/0/extra', detail: 'is not known here' },
    ]);
  });

  test.each([
    ['is cut off', '{', 'application/json', 400, 'malformed'],
    ['is empty', '', 'application/json', 400, 'malformed'],
    ['would change a prototype', '{"__proto__":{}}', 'application/json', 400, 'malformed'],
    ['is of another type', '<a/>', 'application/xml', 415, 'unsupported-media-type'],
    ['is too large', `"${'x'.repeat(1_048_577)}"`, 'application/json', 413, 'too-large'],
  ])('of a body that %s is told as such', async (_name, body, type, status, name) => {
    const answer = await app.inject({ method: 'POST', url: '/validated', headers: { 'content-type': type }, body });
    expect([answer.statusCode, answer.json().type]).toEqual([status, `urn:cordon:problem:${name}`]);
  });

  test('of what is no HTTP is a problem document, too', async () => {
    const { port } = app.server.address() as AddressInfo;
    const text = await new Promise<string>((resolve, reject) => {
      let received = '';
      const socket = connect(port, '127.0.0.1', () => socket.write('nonsense\r\n\r\n'));
      socket.on('data', (data) => {
        received += data.toString();
      });
      socket.on('end', () => resolve(received));
      socket.on('error', reject);
    });
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\ncontent-type: application\/problem\+json\r\n/);
    expect(JSON.parse(text.split('\r\n\r\n')[1] ?? '').type).toBe('urn:cordon:problem:malformed');
  });
});

test('a pointer escapes what RFC 6901 says', () => {
  expect(toPointer(['a~b', 'c/d', 0, ''])).toBe('/a~0b/c~1d/0/');
});
