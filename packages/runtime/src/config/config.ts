import { z } from 'zod';
import { LOG_LEVELS } from '../logger.ts';
import { parseRedisUrl } from '../queue/redis-url.ts';
import { readEnvironment } from './read-environment.ts';
import {
  CidrList,
  HostPort,
  OriginList,
  PostgresUrl,
  PublicOrigin,
  RateLimit,
  Retention,
  SecretKey,
  SmtpUrl,
} from './values.ts';

/** Every variable that API and worker read, as a person sets it. docs/operations.md lists them. */
const Environment = z
  .object({
    DATABASE_URL: PostgresUrl,
    DATABASE_CONNECTIONS: z.coerce.number().int().min(2).max(500).default(10),
    REDIS_URL: z
      .string()
      .refine((url) => parseRedisUrl(url) !== undefined, {
        error: 'must be redis://, rediss:// or redis+sentinel://host:port,host:port/name',
      })
      .optional(),
    SMTP_URL: SmtpUrl.optional(),
    MAIL_DIR: z.string().min(1).optional(),
    MAIL_FROM: z
      .string()
      .min(3)
      .max(320)
      .regex(/^[^\r\n\0]*@[^\r\n\0]*$/, 'must be an address, e.g. "Cordon <cordon@example.org>"'),
    PUBLIC_URL: PublicOrigin,
    ALSO_KNOWN_AS: OriginList.default([]),
    HOST: z.string().min(1).default('127.0.0.1'),
    PORT: HostPort.default(8080),
    TLS_CERT: z.string().min(1).optional(),
    TLS_KEY: z.string().min(1).optional(),
    TRUST_PROXY: CidrList.default([]),
    RATE_LIMIT_BY_ADDRESS: RateLimit.default({ perSecond: 50, burst: 500 }),
    RATE_LIMIT_BY_DEVICE: RateLimit.default({ perSecond: 2, burst: 200 }),
    CORDON_SECRET_KEY: SecretKey,
    GEOIP_COUNTRY_DB: z.string().min(1).optional(),
    GEOIP_ASN_DB: z.string().min(1).optional(),
    LOG_LEVEL: z.enum(LOG_LEVELS).default('info'),
    METRICS_HOST: z.string().min(1).default('127.0.0.1'),
    METRICS_PORT: HostPort.optional(),
    AUDIT_CHECKPOINT_DIR: z.string().min(1).optional(),
    REPORT_RETENTION: Retention.default(400 * 86_400_000),
    REPORT_EVERY_SECONDS: z.coerce.number().int().min(60).max(604_800).default(3_600),
    WEBHOOK_ALLOW: CidrList.default([]),
  })
  .superRefine((env, context) => {
    const fault = (name: string, message: string) => context.addIssue({ code: 'custom', path: [name], message });
    if (!env.SMTP_URL && !env.MAIL_DIR) fault('SMTP_URL', 'set it, or MAIL_DIR to write mail to files');
    if (env.SMTP_URL && env.MAIL_DIR) fault('MAIL_DIR', 'set either SMTP_URL or MAIL_DIR, not both');
    if (env.TLS_CERT && !env.TLS_KEY) fault('TLS_KEY', 'must be set with TLS_CERT');
    if (env.TLS_KEY && !env.TLS_CERT) fault('TLS_CERT', 'must be set with TLS_KEY');
  });

/** What API and worker run with: read once, validated, in their own terms. */
export interface Config {
  /** Connection string of the role `cordon_app`. */
  databaseUrl: string;
  /** Connections a process keeps at most. */
  databaseConnections: number;
  /** Absent: the queue is kept in PostgreSQL. */
  redisUrl?: string;
  mail: { kind: 'smtp'; url: string } | { kind: 'directory'; path: string };
  /** `From` of every mail. */
  mailFrom: string;
  /** Origin of this server as people and devices know it; the audience of device tokens. */
  publicUrl: string;
  /** Further origins accepted as audience. */
  alsoKnownAs: readonly string[];
  host: string;
  port: number;
  /** Files with the certificate chain and its key, PEM. */
  tls?: { cert: string; key: string };
  /** Addresses and networks of proxies whose `X-Forwarded-*` is believed; `false`: none. */
  trustProxy: string[] | false;
  /** Of the device protocol: by address until a signature was found valid, by device from then on. */
  rateLimits: { byAddress: RateLimit; byDevice: RateLimit };
  /** 32 bytes for {@link createSecretBox}. */
  secretKey: Uint8Array;
  placeDatabase: { countryPath?: string; asnPath?: string };
  logLevel: (typeof LOG_LEVELS)[number];
  metricsHost: string;
  /** Absent: no metrics are served. */
  metricsPort?: number;
  auditCheckpointDir?: string;
  /** What devices are told: a report every so many seconds. */
  reportEverySeconds: number;
  /** How long reports are kept at least; a month goes when all of it is older. */
  reportRetentionMs: number;
  /** Addresses and networks that webhooks may reach although they are not public. */
  webhookAllow: readonly string[];
}

/**
 * Reads the configuration from the environment.
 *
 * @throws ConfigError naming every fault at once, by variable and remedy, and never a value
 */
export function loadConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const values = readEnvironment(Environment, env);
  return {
    databaseUrl: values.DATABASE_URL,
    databaseConnections: values.DATABASE_CONNECTIONS,
    redisUrl: values.REDIS_URL,
    mail: values.SMTP_URL ? { kind: 'smtp', url: values.SMTP_URL } : { kind: 'directory', path: values.MAIL_DIR ?? '' },
    mailFrom: values.MAIL_FROM,
    publicUrl: values.PUBLIC_URL,
    alsoKnownAs: values.ALSO_KNOWN_AS,
    host: values.HOST,
    port: values.PORT,
    tls: values.TLS_CERT && values.TLS_KEY ? { cert: values.TLS_CERT, key: values.TLS_KEY } : undefined,
    trustProxy: values.TRUST_PROXY.length > 0 ? values.TRUST_PROXY : false,
    rateLimits: { byAddress: values.RATE_LIMIT_BY_ADDRESS, byDevice: values.RATE_LIMIT_BY_DEVICE },
    secretKey: values.CORDON_SECRET_KEY,
    placeDatabase: { countryPath: values.GEOIP_COUNTRY_DB, asnPath: values.GEOIP_ASN_DB },
    logLevel: values.LOG_LEVEL,
    metricsHost: values.METRICS_HOST,
    metricsPort: values.METRICS_PORT,
    auditCheckpointDir: values.AUDIT_CHECKPOINT_DIR,
    reportEverySeconds: values.REPORT_EVERY_SECONDS,
    reportRetentionMs: values.REPORT_RETENTION,
    webhookAllow: values.WEBHOOK_ALLOW,
  };
}
