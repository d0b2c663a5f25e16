import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { AppError } from '@cordon/contract';
import helmet from '@fastify/helmet';
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import type { Deps } from './deps.ts';
import { registerFeatures } from './features/index.ts';
import { refuseUnreadable, registerErrorHandler, sendProblem } from './plugins/error-handler.ts';
import { registerHealth } from './plugins/health.ts';
import { registerMetrics } from './plugins/metrics.ts';
import { registerOpenapi } from './plugins/openapi.ts';
import { registerOperatorAuth } from './plugins/operator-auth.ts';
import { readTls } from './tls.ts';

/** The Fastify instance that features register their routes on: zod schemas validate, type and document them. */
export type App = FastifyInstance<Server, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>;

/**
 * Builds the HTTP application, listening nowhere: tests drive it with `inject()`, main.ts lets it listen.
 *
 * @param deps made by deps.ts in the process, by the test support in tests
 */
export async function buildApp(deps: Deps): Promise<App> {
  const app = Fastify({
    ...(await readTls(deps.config)),
    loggerInstance: deps.logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: 1_048_576,
    trustProxy: deps.config.trustProxy,
    requestTimeout: 30_000,
    frameworkErrors: (_error, _request, reply) =>
      sendProblem(reply, new AppError('malformed', 'The address is invalid.')),
    clientErrorHandler: refuseUnreadable,
    routerOptions: { maxParamLength: 200 },
  }).withTypeProvider<ZodTypeProvider>() as unknown as App;
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  registerErrorHandler(app);
  await app.register(helmet, { ...SECURITY_HEADERS, strictTransportSecurity: deps.audience.startsWith('https:') });
  app.addHook('onSend', keepPrivate);
  registerMetrics(app, deps);
  registerOperatorAuth(app, deps);
  await registerOpenapi(app, deps);
  registerHealth(app, deps);
  await registerFeatures(app, deps);
  await app.ready();
  return app;
}

/** What the API says is for the caller alone, secrets among it: no cache keeps it, unless the route says otherwise. */
async function keepPrivate(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (request.url.startsWith('/v1/') && !reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
}

/** Nothing but our own pages, styles and forms; a route that shows more sets `helmet` in its options. */
const SECURITY_HEADERS = {
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      styleSrc: ["'self'"],
      imgSrc: ["'self'", 'data:'],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
  },
  referrerPolicy: { policy: 'no-referrer' as const },
};
