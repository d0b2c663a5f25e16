import { type Database, openDatabase } from '@cordon/db';
import { createOrganisationCatalogues, type OrganisationCatalogues } from '@cordon/judge';
import { baseCatalogue, type Catalogue, type PlaceOf } from '@cordon/policy';
import {
  type Clock,
  type Config,
  createLogger,
  createPasswordHasher,
  createSecretBox,
  type Logger,
  openPlaceDatabase,
  openQueues,
  type PasswordHasher,
  type Queues,
  type SecretBox,
  systemClock,
} from '@cordon/runtime';
import { createDeviceDirectory, type DeviceDirectory } from './devices/device-directory.ts';
import { createJudge, type Judge } from './devices/judge.ts';
import { createEventHub, type EventHub } from './features/events/event-hub.ts';
import { createMetrics, type Metrics } from './plugins/metrics.ts';
import { createRateLimiter, type DeviceRateLimits } from './plugins/rate-limit.ts';
import { createSecurityLog, type SecurityLog } from './plugins/security-log.ts';

/** What comes from outside the process, and what tests replace. */
export interface BaseDeps {
  config: Config;
  logger: Logger;
  clock: Clock;
  database: Database;
  queues: Queues;
  secretBox: SecretBox;
  /** The built-in catalogue; an organisation's own is `catalogueOf`. */
  catalogue: Catalogue;
  placeOf: PlaceOf;
  /** Whether rules with `asns` can be judged here. */
  hasAsnDatabase: boolean;
  /** ISO date of the IP database. */
  placeDatabaseDate?: string;
}

/** Everything a feature may use. Features take what they need of it (`Pick<Deps, …>`); only deps.ts constructs. */
export interface Deps extends BaseDeps {
  /** Origin of PUBLIC_URL: what devices name as the audience. */
  audience: string;
  /** That and the origins of ALSO_KNOWN_AS. */
  audiences: ReadonlySet<string>;
  directory: DeviceDirectory;
  rateLimits: DeviceRateLimits;
  securityLog: SecurityLog;
  metrics: Metrics;
  passwords: PasswordHasher;
  catalogues: OrganisationCatalogues;
  judge: Judge;
  events: EventHub;
}

/** Opens what the process needs. Nothing is connected yet: a database that is away shows at the first query. */
export async function createDeps(config: Config): Promise<Deps> {
  const logger = createLogger({ name: 'api', level: config.logLevel });
  const places = await openPlaceDatabase(config.placeDatabase);
  const onIdleError = (error: Error) => logger.warn({ err: error }, 'idle database connection failed');
  return completeDeps({
    config,
    logger,
    clock: systemClock,
    database: openDatabase(config.databaseUrl, {
      applicationName: 'cordon-api',
      maxConnections: config.databaseConnections,
      onIdleError,
    }),
    queues: openQueues({ databaseUrl: config.databaseUrl, redisUrl: config.redisUrl, logger }),
    secretBox: createSecretBox(config.secretKey),
    catalogue: baseCatalogue(),
    placeOf: places.placeOf,
    hasAsnDatabase: places.hasAsn,
    placeDatabaseDate: places.databaseDate,
  });
}

/** Adds what lives in the process alone. */
export function completeDeps(base: BaseDeps): Deps {
  const { config, clock } = base;
  const audience = new URL(config.publicUrl).origin;
  const catalogues = createOrganisationCatalogues(base.catalogue);
  return {
    ...base,
    audience,
    audiences: new Set([audience, ...config.alsoKnownAs.map((url) => new URL(url).origin)]),
    directory: createDeviceDirectory(base),
    rateLimits: {
      byAddress: createRateLimiter(config.rateLimits.byAddress, clock),
      byDevice: createRateLimiter(config.rateLimits.byDevice, clock),
    },
    securityLog: createSecurityLog(base),
    metrics: createMetrics(),
    passwords: createPasswordHasher(),
    catalogues,
    judge: createJudge(base, catalogues),
    events: createEventHub(base),
  };
}

/** Closes what {@link createDeps} opened; call it after the application was closed. */
export async function closeDeps(deps: Deps): Promise<void> {
  await deps.securityLog.close();
  await deps.queues.close();
  await deps.database.close();
}
