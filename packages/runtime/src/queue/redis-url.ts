import type { RedisOptions } from 'ioredis';

/** Where Redis is and how to get in: the part of ioredis's options that comes from `REDIS_URL`. */
export type RedisTarget = Pick<
  RedisOptions,
  | 'host'
  | 'port'
  | 'db'
  | 'username'
  | 'password'
  | 'tls'
  | 'sentinels'
  | 'name'
  | 'sentinelPassword'
  | 'sentinelTLS'
  | 'enableTLSForSentinelMode'
>;

/** `redis[s][+sentinel]://[user[:password]@]host[:port][,host[:port]…][/name or database][?db=n]` */
const FORM = /^(rediss?)(\+sentinel)?:\/\/(?:([^@/?]*)@)?([^@/?]+)(?:\/([^/?]*))?(?:\?db=(\d+))?$/;

/**
 * Reads `REDIS_URL`: `redis://` or, with TLS, `rediss://`; for Sentinel `redis+sentinel://host:26379,host:26379/mymaster?db=0`.
 * User and password are those of Redis (and of the Sentinels, if they ask for one).
 *
 * @returns options for ioredis, or undefined if it is not such a URL
 */
export function parseRedisUrl(url: string): RedisTarget | undefined {
  const match = FORM.exec(url);
  if (!match) return undefined;
  const [, scheme, sentinel, credentials = '', hosts = '', path = '', database] = match;
  const defaultPort = sentinel ? 26_379 : 6_379;
  const nodes = hosts.split(',').map((host) => parseHost(host, defaultPort));
  if (nodes.some((node) => node === undefined)) return undefined;
  const access = { ...parseCredentials(credentials), ...(scheme === 'rediss' ? { tls: {} } : {}) };
  if (sentinel) return path === '' ? undefined : sentinelOptions(nodes as Node[], path, database, access);
  const [node] = nodes;
  if (!node || nodes.length > 1 || !/^\d*$/.test(path)) return undefined;
  return { ...access, host: node.host, port: node.port, db: Number(database ?? (path || 0)) };
}

type Access = Pick<RedisTarget, 'username' | 'password' | 'tls'>;

interface Node {
  host: string;
  port: number;
}

function sentinelOptions(sentinels: Node[], name: string, database: string | undefined, access: Access): RedisTarget {
  const tls = access.tls ? { sentinelTLS: {}, enableTLSForSentinelMode: true } : {};
  const password = access.password ? { sentinelPassword: access.password } : {};
  return { ...access, sentinels, name: decodeURIComponent(name), db: Number(database ?? 0), ...tls, ...password };
}

function parseHost(text: string, defaultPort: number): Node | undefined {
  const match = /^(\[[0-9a-fA-F:.]+\]|[^:[\]]+)(?::(\d{1,5}))?$/.exec(text);
  if (!match?.[1]) return undefined;
  return { host: match[1].replace(/^\[|\]$/g, ''), port: Number(match[2] ?? defaultPort) };
}

function parseCredentials(text: string): Access {
  const [user = '', ...rest] = text.split(':');
  const password = rest.join(':');
  return {
    ...(user === '' ? {} : { username: decodeURIComponent(user) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
  };
}
