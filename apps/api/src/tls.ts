import { readFile } from 'node:fs/promises';
import type { Config } from '@cordon/runtime';

/** The certificate and key that the configuration names, as Fastify's options; empty: plain HTTP behind a proxy. */
export async function readTls(config: Pick<Config, 'tls'>): Promise<{ https?: { cert: Buffer; key: Buffer } }> {
  if (!config.tls) return {};
  const [cert, key] = await Promise.all([readFile(config.tls.cert), readFile(config.tls.key)]);
  return { https: { cert, key } };
}
