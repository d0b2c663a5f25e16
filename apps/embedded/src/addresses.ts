import { BlockList, createServer, isIP, isIPv6 } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

/** A server that was just killed may hold its port a moment longer. */
const PORT_TIMEOUT_MS = 3_000;

/** Whether only this machine can reach the address. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost') return true;
  const loopback = new BlockList();
  loopback.addSubnet('127.0.0.0', 8, 'ipv4');
  loopback.addAddress('::1', 'ipv6');
  const version = isIP(host);
  return version !== 0 && loopback.check(host, version === 4 ? 'ipv4' : 'ipv6');
}

/** The origin under which this machine itself reaches a server that listens on the address. */
export function originOf(host: string, port: number): string {
  const reachable = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  return `http://${isIPv6(reachable) ? `[${reachable}]` : reachable}:${port}`;
}

/**
 * Makes sure that the port can be listened on.
 *
 * @throws Error in one line: the port is in use, or the address is not one of this machine
 */
export async function checkPort(host: string, port: number): Promise<void> {
  const deadline = performance.now() + PORT_TIMEOUT_MS;
  for (;;) {
    const code = await tryToListen(host, port);
    if (code === undefined) return;
    if (code !== 'EADDRINUSE') throw new Error(`Cannot listen on ${host} port ${port}: ${code}.`);
    if (performance.now() > deadline) {
      throw new Error(`Port ${port} on ${host} is in use: stop what uses it, or choose another with --port.`);
    }
    await delay(100);
  }
}

function tryToListen(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen(port, host, () => server.close(() => resolve(undefined)));
  });
}
