import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const ANSWER = JSON.stringify({
  reportId: '019a0000-0000-7000-8000-000000000000',
  receivedAt: '2026-11-22T00:00:00.000Z',
  status: 'accepted',
  lastSeq: 1,
  reportEverySeconds: 3_600,
});

/** Node's own HTTP server that reads each body and answers what the API answers: the least that HTTP can cost. */
export async function serveBareHttp(_input: unknown, started: (port: number) => void): Promise<never> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      Buffer.concat(chunks);
      response.writeHead(202, { 'content-type': 'application/json; charset=utf-8', 'content-length': ANSWER.length });
      response.end(ANSWER);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  started((server.address() as AddressInfo).port);
  return new Promise(() => undefined);
}
