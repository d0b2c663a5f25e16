import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ConfigError, readEnvironment } from './read-environment.ts';
import { HostPort, PublicOrigin } from './values.ts';

const Flag = z
  .enum(['', '0', '1', 'false', 'true'])
  .transform((text) => text === '1' || text === 'true')
  .default(false);

const EmbeddedEnvironment = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: HostPort.default(8080),
  CORDON_DATA: z.string().min(1).default('.cordon'),
  CORDON_EMPTY: Flag,
  PUBLIC_URL: PublicOrigin.optional(),
});

/** What `npm start` runs with. */
export interface EmbeddedConfig {
  host: string;
  port: number;
  /** Data directory, as given. */
  dataDir: string;
  /** Without the demonstration. */
  isEmpty: boolean;
  /** Origin under which the server is reached, if it is not `http://<host>:<port>`. */
  publicUrl?: string;
  /** Variables that API and worker read and that are theirs to judge, as they were given. */
  passedOn: Record<string, string>;
}

const PASSED_ON = [
  'ALSO_KNOWN_AS',
  'DATABASE_CONNECTIONS',
  'GEOIP_ASN_DB',
  'GEOIP_COUNTRY_DB',
  'HOME',
  'LOG_LEVEL',
  'MAIL_FROM',
  'METRICS_HOST',
  'METRICS_PORT',
  'NODE_EXTRA_CA_CERTS',
  'PATH',
  'RATE_LIMIT_BY_ADDRESS',
  'RATE_LIMIT_BY_DEVICE',
  'REPORT_EVERY_SECONDS',
  'REPORT_RETENTION',
  'SMTP_URL',
  'TRUST_PROXY',
  'WEBHOOK_ALLOW',
];

/** The options of `npm start` and the variables that say the same; an option wins. */
export const EMBEDDED_USAGE = `Usage: npm start -- [--host <address>] [--port <number>] [--data <directory>] [--empty]

  --host   address to listen on        HOST          default 127.0.0.1
  --port   port to listen on           PORT          default 8080
  --data   data directory              CORDON_DATA   default .cordon
  --empty  without the demonstration   CORDON_EMPTY  default no`;

/**
 * Reads the options of `npm start`.
 *
 * @param args command line without the program
 * @returns undefined if help was asked for
 * @throws ConfigError naming every fault at once
 */
export function loadEmbeddedConfig(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): EmbeddedConfig | undefined {
  const options = readOptions(args);
  if (options.help) return undefined;
  const values = readEnvironment(EmbeddedEnvironment, {
    ...env,
    ...(options.host === undefined ? {} : { HOST: options.host }),
    ...(options.port === undefined ? {} : { PORT: options.port }),
    ...(options.data === undefined ? {} : { CORDON_DATA: options.data }),
    ...(options.empty === undefined ? {} : { CORDON_EMPTY: '1' }),
  });
  return {
    host: values.HOST,
    port: values.PORT,
    dataDir: values.CORDON_DATA,
    isEmpty: values.CORDON_EMPTY,
    publicUrl: values.PUBLIC_URL,
    passedOn: Object.fromEntries(PASSED_ON.flatMap((name) => (env[name] ? [[name, env[name]]] : []))),
  };
}

function readOptions(args: readonly string[]) {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        host: { type: 'string' },
        port: { type: 'string' },
        data: { type: 'string' },
        empty: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    return values;
  } catch (error) {
    throw new ConfigError([(error as Error).message]);
  }
}
