import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { App } from '../../app.ts';
import { consoleDirectory } from '../../console-directory.ts';

/** What stands in the built page for the nonce of one answer (vite.config.ts, `html.cspNonce`). */
const NONCE_PLACEHOLDER = 'CORDON_CSP_NONCE';

/** Addresses that are never a page of the console: an unknown one below them is a problem document. */
const NOT_A_PAGE = /^\/(v1|device|health|docs|openapi\.json|metrics|assets|\.well-known)(\/|$|\?)/;

/**
 * Serves the web console: its page at `/` and at every address that is nothing else, its hashed files for ever.
 * Without a build of it, the rest of the API is served all the same.
 *
 * @param directory of the build
 */
export async function registerConsole(app: App, _deps?: unknown, directory = consoleDirectory): Promise<void> {
  const index = join(directory, 'index.html');
  if (!existsSync(index)) return;
  await app.register(fastifyStatic, {
    root: join(directory, 'assets'),
    prefix: '/assets/',
    decorateReply: false,
    index: false,
    preCompressed: true,
    immutable: true,
    maxAge: '365d',
    schemaHide: true,
  });
  const sendPage = async (request: FastifyRequest, reply: FastifyReply) => {
    if (NOT_A_PAGE.test(request.url) || !isForPerson(request)) return reply.callNotFound();
    const nonce = randomBytes(16).toString('base64');
    const page = (await readFile(index, 'utf8')).replaceAll(NONCE_PLACEHOLDER, nonce);
    return reply
      .header('content-security-policy', contentSecurityPolicy(nonce))
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(page);
  };
  const sendIcon = async (_request: FastifyRequest, reply: FastifyReply) =>
    reply
      .header('cache-control', 'public, max-age=86400')
      .type('image/svg+xml')
      .send(await readFile(join(directory, 'icon.svg')));
  app.get('/icon.svg', { schema: { hide: true } }, sendIcon);
  // What browsers ask for by themselves on pages that name no icon.
  app.get('/favicon.ico', { schema: { hide: true } }, sendIcon);
  app.get('/', { schema: { hide: true } }, sendPage);
  app.get('/*', { schema: { hide: true } }, sendPage);
}

/** Scripts by file alone; styles by file, or made by our own scripts, which know this answer's nonce. */
function contentSecurityPolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ');
}

/** A browser names HTML; a program that asks for an address that is not there gets a problem document. */
function isForPerson(request: FastifyRequest): boolean {
  return request.url === '/' || /text\/html/.test(request.headers.accept ?? '');
}
