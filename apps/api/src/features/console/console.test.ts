import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import Fastify from 'fastify';
import type { App } from '../../app.ts';
import { registerErrorHandler } from '../../plugins/error-handler.ts';
import { registerConsole } from './console.routes.ts';

const PAGE = '<script type="module" src="/assets/index-abc.js" nonce="CORDON_CSP_NONCE"></script>';
const html = { accept: 'text/html,application/xhtml+xml' };

let directory: string;
let app: App;

const makeApp = async (build: string): Promise<App> => {
  const made = Fastify() as unknown as App;
  registerErrorHandler(made);
  await registerConsole(made, undefined, build);
  await made.ready();
  return made;
};

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'cordon-console-'));
  await mkdir(join(directory, 'assets'));
  await writeFile(join(directory, 'index.html'), PAGE);
  await writeFile(join(directory, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(directory, 'assets/index-abc.js'), 'plain');
  await writeFile(join(directory, 'assets/index-abc.js.br'), 'compressed');
  await writeFile(join(directory, 'secret.txt'), 'secret');
  app = await makeApp(directory);
});
afterAll(async () => {
  await app.close();
  await rm(directory, { recursive: true, force: true });
});

describe('the console is served', () => {
  test('with a nonce of its own for each answer, kept nowhere, under a policy without other origins', async () => {
    const [first, second] = [await app.inject('/'), await app.inject('/')];
    const policy = String(first.headers['content-security-policy']);
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
    expect(first.body).toContain(`nonce="${nonce}"`);
    expect(second.body).not.toBe(first.body);
    expect(first.headers['cache-control']).toBe('no-store');
    expect(policy).toContain("default-src 'none'; script-src 'self';");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
  });

  test('at every address of a page, so that one can be reloaded and shared', async () => {
    const answer = await app.inject({ url: '/devices/01900000-0000-7000-8000-000000000001?finding=1', headers: html });
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toContain('text/html');
  });

  test.each(['/v1/nothing', '/device/v1/nothing', '/assets/nothing.js', '/openapi.json/x'])(
    'and never in place of the API: %s is a problem document, also to a browser',
    async (url) => {
      const answer = await app.inject({ url, headers: html });
      expect(answer.statusCode).toBe(404);
      expect(answer.headers['content-type']).toContain('application/problem+json');
    },
  );

  test('to people alone: a program that asks for an unknown address gets a problem document', async () => {
    expect((await app.inject('/devices')).statusCode).toBe(404);
  });

  test('with its files for ever, compressed where the browser can read that', async () => {
    const answer = await app.inject({ url: '/assets/index-abc.js', headers: { 'accept-encoding': 'br' } });
    expect(answer.body).toBe('compressed');
    expect(answer.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  test.each([
    '/assets/../secret.txt',
    '/assets/%2e%2e/secret.txt',
    '/assets/..%2fsecret.txt',
    '/assets//../secret.txt',
  ])('and nothing beside its files (path traversal): %s', async (url) => {
    expect((await app.inject({ url })).body).not.toBe('secret');
  });

  test('not at all without a build, and the API is there all the same', async () => {
    const bare = await makeApp(join(directory, 'nothing'));
    expect((await bare.inject({ url: '/', headers: html })).statusCode).toBe(404);
    await bare.close();
  });
});
