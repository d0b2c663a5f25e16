import type { FastifyInstance } from 'fastify';

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;

/**
 * Methods that routes are registered for at an address, whichever it was asked with; none: there is nothing. What takes
 * any address, such as the console's pages, says nothing about the one asked for.
 *
 * @param url with or without a query
 */
export function methodsAt(app: FastifyInstance, url: string): string[] {
  const path = url.split('?', 1)[0] ?? '';
  return METHODS.filter((method) => {
    const route: { params?: object } | null = app.findRoute({ method, url: path });
    return route !== null && !('*' in (route.params ?? {}));
  });
}
