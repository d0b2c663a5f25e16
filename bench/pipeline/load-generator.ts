import { writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { readRequests } from './report-file.ts';

export interface LoadInput {
  port: number;
  paths: string[];
  connections: number;
  /** Sends no more after so long. */
  seconds: number;
  /** Reports per second; absent: as fast as answers come. */
  rate?: number;
  /** Where the answers are written: `sentAt answeredAt status reportId` a line, milliseconds since 1970. */
  answers: string;
}

export interface LoadResult {
  sent: number;
  statuses: Record<string, number>;
  /** Milliseconds since 1970. */
  startedAt: number;
  endedAt: number;
  cpuMicros: number;
  isExhausted: boolean;
}

const REPORT_ID = '"reportId":"';

function now(): number {
  return performance.timeOrigin + performance.now();
}

/** Sends requests over keep-alive connections, each answered before its connection takes the next. */
export async function generateLoad(input: LoadInput): Promise<LoadResult> {
  const next = readRequests(input.paths);
  const sockets = await Promise.all(Array.from({ length: input.connections }, () => open(input.port)));
  const lines: string[] = [];
  const statuses: Record<string, number> = {};
  const cpuBefore = process.cpuUsage();
  const startedAt = now();
  const endsAt = startedAt + input.seconds * 1_000;
  let sent = 0;
  let isExhausted = false;
  /** When the next one is to be sent, waiting for it if that lies ahead. */
  const slot = async (): Promise<number | undefined> => {
    const at = input.rate === undefined ? now() : startedAt + (sent * 1_000) / input.rate;
    sent += 1;
    if (at >= endsAt) return undefined;
    const ahead = at - now();
    if (ahead > 0.5) await delay(ahead);
    return at;
  };
  const drive = async (socket: Socket) => {
    const exchange = exchanger(socket);
    for (;;) {
      const at = await slot();
      const request = at === undefined ? undefined : next();
      if (at === undefined || request === undefined) {
        sent -= 1;
        isExhausted ||= at !== undefined;
        return;
      }
      const { status, body } = await exchange(request);
      statuses[status] = (statuses[status] ?? 0) + 1;
      const start = body.indexOf(REPORT_ID) + REPORT_ID.length;
      lines.push(`${at.toFixed(2)} ${now().toFixed(2)} ${status} ${body.slice(start, start + 36)}`);
    }
  };
  await Promise.all(sockets.map(drive));
  const endedAt = now();
  const { user, system } = process.cpuUsage(cpuBefore);
  for (const socket of sockets) socket.destroy();
  writeFileSync(input.answers, lines.join('\n'));
  return { sent, statuses, startedAt, endedAt, cpuMicros: user + system, isExhausted };
}

function open(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    socket.once('error', reject);
    socket.once('connect', () => resolve(socket));
  });
}

function exchanger(socket: Socket): (request: Buffer) => Promise<{ status: string; body: string }> {
  let pending:
    | { resolve: (answer: { status: string; body: string }) => void; reject: (error: Error) => void }
    | undefined;
  let received = '';
  socket.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1');
    const head = received.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(received.slice(0, head))?.[1] ?? 0);
    if (received.length < head + 4 + length) return;
    const answer = { status: received.slice(9, 12), body: received.slice(head + 4) };
    received = '';
    pending?.resolve(answer);
  });
  const fail = () => pending?.reject(new Error('the server closed a connection'));
  socket.on('error', fail);
  socket.on('close', fail);
  return (request) =>
    new Promise((resolve, reject) => {
      pending = { resolve, reject };
      socket.write(request);
    });
}
