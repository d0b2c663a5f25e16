import { createLogger, createTestClock } from '@cordon/runtime';
import { buildApp } from '../app.ts';
import { completeDeps, type Deps } from '../deps.ts';

const PUBLIC_URL = 'https://cordon.example';

/**
 * The OpenAPI document without a server: the application is put together on parts that nothing may be asked of, and
 * listens nowhere.
 */
export async function openapiDocument(): Promise<object> {
  const unreachable = new Proxy({}, { get: () => () => undefined });
  const config = {
    publicUrl: PUBLIC_URL,
    alsoKnownAs: [],
    trustProxy: false,
    rateLimits: { byAddress: {}, byDevice: {} },
  };
  const base = { config, clock: createTestClock('2014-10-22T00:00:00Z'), database: unreachable, queues: unreachable };
  const deps = completeDeps({
    ...base,
    logger: createLogger({ name: 'document', level: 'silent' }),
    secretBox: unreachable,
    catalogue: unreachable,
    placeOf: () => ({}),
    hasAsnDatabase: false,
  } as unknown as Parameters<typeof completeDeps>[0]) as Deps;
  const app = await buildApp(deps);
  const document = app.swagger();
  await app.close();
  return document;
}
