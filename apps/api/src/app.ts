import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Deps } from './deps.ts';
import { registerFeatures } from './features/index.ts';
import { registerErrorHandler } from './plugins/error-handler.ts';
import { registerOperatorAuth } from './plugins/operator-auth.ts';

/** The Fastify instance that features register their routes on: zod schemas validate, type and document them. */
export type App = FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>;

/**
 * Builds the HTTP application, listening nowhere: tests drive it with `inject()`, main.ts lets it listen.
 *
 * @param deps made by deps.ts in the process, by the test support in tests
 */
export async function buildApp(deps: Deps): Promise<App> {
  const app = Fastify({
    loggerInstance: deps.logger as FastifyBaseLogger,
    disableRequestLogging: true,
    bodyLimit: 1_048_576,
    trustProxy: deps.config.trustProxy,
    requestTimeout: 30_000,
    routerOptions: { maxParamLength: 200 },
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  registerErrorHandler(app);
  registerOperatorAuth(app, deps);
  await registerFeatures(app, deps);
  await app.ready();
  return app;
}
