import { Agent, request } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { PlannedReport } from './workload.ts';

/** What came of sending. */
export interface Sent {
  /** Reports answered 202 or 200, with the id they were given. */
  answered: Map<PlannedReport, string>;
  /** How often each status was answered; `error`: no answer. */
  statuses: Record<string, number>;
}

export interface SendOptions {
  /** Where the API processes are. */
  origins: readonly string[];
  random: () => number;
  /** Resolves when the next report may be sent. */
  permit: () => Promise<void>;
  /** Told after each report that was answered. */
  onAnswered: () => void;
  /** Gives up after so long without an answer to a report. */
  timeoutMs: number;
}

interface Answer {
  status: number;
  body: string;
}

const ANSWER_TIMEOUT_MS = 15_000;

/**
 * Sends each device's reports in order, as a handset does: the next one only when the one before was answered 202 or 200,
 * the same text again after anything else.
 */
export async function sendReports(plan: readonly (readonly PlannedReport[])[], options: SendOptions): Promise<Sent> {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const sent: Sent = { answered: new Map(), statuses: {} };
  const sendOwn = async (reports: readonly PlannedReport[]) => {
    for (const report of reports) {
      await options.permit();
      sent.answered.set(report, await sendUntilAnswered(agent, report, options, sent.statuses));
      options.onAnswered();
    }
  };
  try {
    await Promise.all(plan.map(sendOwn));
  } finally {
    agent.destroy();
  }
  return sent;
}

async function sendUntilAnswered(
  agent: Agent,
  report: PlannedReport,
  { origins, random, timeoutMs }: SendOptions,
  statuses: Record<string, number>,
): Promise<string> {
  const deadline = performance.now() + timeoutMs;
  let last: Answer | undefined;
  for (let at = Math.floor(random() * origins.length); performance.now() < deadline; at++) {
    last = await post(agent, `${origins[at % origins.length]}/device/v1/reports`, report.jws).catch(() => undefined);
    const status = String(last?.status ?? 'error');
    statuses[status] = (statuses[status] ?? 0) + 1;
    if (last?.status === 202 || last?.status === 200) return (JSON.parse(last.body) as { reportId: string }).reportId;
    // What a device is told to do better would be told again and again.
    if (last && last.status < 500 && last.status !== 429) break;
    await delay(30 + random() * 120);
  }
  throw new Error(`report ${report.seq} of ${report.device.id} was not taken: ${last?.status} ${last?.body}`);
}

function post(agent: Agent, url: string, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/jose', 'content-length': Buffer.byteLength(body) };
    const call = request(url, { method: 'POST', agent, headers, timeout: ANSWER_TIMEOUT_MS }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        response.complete
          ? resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() })
          : reject(new Error('cut off')),
      );
    });
    call.on('timeout', () => call.destroy(new Error('no answer')));
    call.on('error', reject);
    call.end(body);
  });
}
