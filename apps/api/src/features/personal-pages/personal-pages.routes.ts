import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { PAGE_SECURITY_POLICY } from './page-style.ts';
import { renderInvalidLink, renderPersonalPage } from './personal-page.view.ts';
import { acknowledgeByLink, openPersonalPage } from './personal-pages.service.ts';

/** Any text: what is no token is answered as an unknown one is. */
const LinkParams = z.object({ token: z.string() });

const FORM = 'application/x-www-form-urlencoded';

/** `/p/{token}`: a person's own page, reached by a link alone. Not part of the operator API. */
export function registerPersonalPages(app: App, deps: Deps): void {
  void app.register((scope: App, _options, next) => {
    // The button sends an empty form: the address alone says what is acknowledged.
    scope.addContentTypeParser(FORM, { parseAs: 'string', bodyLimit: 1_024 }, (_request, _body, done) => done(null));
    registerRoutes(scope, deps);
    next();
  });
}

function registerRoutes(app: App, deps: Deps): void {
  app.get('/p/:token', { schema: { hide: true, params: LinkParams } }, async (request, reply) => {
    const { token } = request.params;
    const opened = await openPersonalPage(deps, token);
    if (!opened) return sendPage(reply, 404, renderInvalidLink());
    return sendPage(reply, 200, renderPersonalPage(opened.page, opened.catalogue, `/p/${token}/acknowledge`));
  });

  app.post('/p/:token/acknowledge', { schema: { hide: true, params: LinkParams } }, async (request, reply) => {
    const { token } = request.params;
    if (!(await acknowledgeByLink(deps, token))) return sendPage(reply, 404, renderInvalidLink());
    // 303: the browser reads the page again, and reloading that sends nothing (RFC 9110 section 15.4.4).
    return withPageHeaders(reply).redirect(`/p/${token}`, 303);
  });
}

function sendPage(reply: FastifyReply, status: number, page: string): FastifyReply {
  return withPageHeaders(reply).code(status).type('text/html; charset=utf-8').send(page);
}

/** The address is the secret: it is neither kept nor told to other sites. */
function withPageHeaders(reply: FastifyReply): FastifyReply {
  return reply
    .header('cache-control', 'no-store')
    .header('referrer-policy', 'no-referrer')
    .header('x-robots-tag', 'noindex, nofollow')
    .header('content-security-policy', PAGE_SECURITY_POLICY);
}
