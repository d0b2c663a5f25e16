import type { Config } from '@cordon/runtime';

/** Origin that the tests' devices know the server by. */
export const TEST_AUDIENCE = 'https://cordon.example';

/** Another origin of the same server. */
export const TEST_OTHER_AUDIENCE = 'https://cordon.internal.example';

/** So many requests that no test meets the limit unless it sets one. */
const MANY = { perSecond: 10_000, burst: 100_000 };

/** A configuration for tests, as `loadConfig` would return it. */
export function testConfig(given: Pick<Config, 'databaseUrl' | 'secretKey'> & Partial<Config>): Config {
  return {
    databaseConnections: 10,
    mail: { kind: 'directory', path: '/nonexistent' },
    mailFrom: 'Cordon <cordon@cordon.example>',
    publicUrl: TEST_AUDIENCE,
    alsoKnownAs: [TEST_OTHER_AUDIENCE],
    host: '127.0.0.1',
    port: 0,
    trustProxy: false,
    rateLimits: { byAddress: MANY, byDevice: MANY },
    metricsHost: '127.0.0.1',
    placeDatabase: {},
    logLevel: 'silent',
    reportEverySeconds: 3_600,
    reportRetentionMs: 400 * 86_400_000,
    webhookAllow: [],
    ...given,
  };
}
