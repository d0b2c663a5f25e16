import { AppError } from '@cordon/contract';
import type { App } from '../app.ts';
import type { Deps } from '../deps.ts';

/** Content type of a compact JWS (RFC 7515 section 9.2.1). */
export const JOSE = 'application/jose';

/**
 * A scope for device routes that take one content type: bodies of any other are refused before they are read, a JWS
 * arrives as the bytes received, and every answer's `Date` is the server's clock, which devices set theirs by.
 *
 * @param contentType `application/jose`, or `application/json`
 */
export async function deviceScope(
  app: App,
  deps: Pick<Deps, 'clock'>,
  contentType: string,
  register: (scope: App) => void,
): Promise<void> {
  await app.register((plain, _options, done) => {
    const scope = plain as unknown as App;
    if (contentType === JOSE) {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser(JOSE, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    }
    scope.addHook('onRequest', async (request, reply) => {
      reply.header('date', deps.clock.now().toUTCString());
      if (request.method !== 'POST') return;
      const [mediaType = ''] = (request.headers['content-type'] ?? '').split(';', 1);
      if (mediaType.trim().toLowerCase() !== contentType) {
        throw new AppError('unsupported-media-type', `Send the body as ${contentType}.`);
      }
    });
    register(scope);
    done();
  });
}
