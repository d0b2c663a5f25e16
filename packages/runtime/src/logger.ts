import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger } from 'pino';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export interface LoggerOptions {
  /** The process: `api`, `worker`, … */
  name: string;
  level: LogLevel;
  /** @defaultValue standard output */
  destination?: DestinationStream;
}

/** Names of members that hold secrets or personal data, wherever they appear, down to four levels. */
const SENSITIVE = [
  'authorization',
  'cookie',
  'set-cookie',
  'token',
  'apiToken',
  'enrolmentToken',
  'csrf',
  'password',
  'adminPassword',
  'secret',
  'secretKey',
  'proof',
  'payload',
  'body',
  'email',
  'address',
  'to',
  'imei',
  'serialNumber',
  'phone',
  'phoneNumber',
  'displayName',
  'fullName',
  'link',
];

/**
 * Makes the process's logger: JSON lines, ids only. Redaction is the net below that, not a licence to log people's data.
 */
export function createLogger(options: LoggerOptions): Logger {
  const settings = {
    name: options.name,
    level: options.level,
    base: { name: options.name, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: SENSITIVE.flatMap(atEveryDepth), censor: '[redacted]' },
    serializers: { err: describeError, error: describeError },
  };
  return options.destination ? pino(settings, options.destination) : pino(settings);
}

function atEveryDepth(name: string): string[] {
  const member = `["${name}"]`;
  return [member, `*${member}`, `*.*${member}`, `*.*.*${member}`];
}

/** What may be logged of an error. PostgreSQL's `detail` and Prisma's `meta` hold the offending values. */
interface DescribedError {
  type: string;
  message: string;
  code?: string;
  stack?: string;
  cause?: DescribedError;
}

function describeError(error: unknown, depth = 0): DescribedError {
  if (!(error instanceof Error)) return { type: typeof error, message: 'not an Error' };
  const { code } = error as { code?: unknown };
  return {
    type: error.name,
    message: error.message.slice(0, 2_000),
    ...(typeof code === 'string' || typeof code === 'number' ? { code: String(code) } : {}),
    ...(error.stack ? { stack: error.stack.slice(0, 8_000) } : {}),
    ...(error.cause instanceof Error && depth < 5 ? { cause: describeError(error.cause, depth + 1) } : {}),
  };
}
