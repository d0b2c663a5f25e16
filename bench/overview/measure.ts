import type { App } from '../../apps/api/src/app.ts';

/** A request that is made again and again, each time with other values. */
export interface FleetRequest {
  name: string;
  headers: Record<string, string>;
  /** URL of the n-th time. */
  url: (sample: number) => string;
}

/** Times of one request through the whole application, its database included, without a network. */
export interface RequestTimes {
  name: string;
  p50Ms: number;
  p95Ms: number;
  maxMs: number;
  /** Items of the last answer. */
  items: number;
}

const WARM_UP = 10;

/** Makes the request so many times, one after the other. @throws Error if an answer is no 200 */
export async function measureRequest(app: App, request: FleetRequest, samples: number): Promise<RequestTimes> {
  const times: number[] = [];
  let items = 0;
  for (let sample = -WARM_UP; sample < samples; sample += 1) {
    const url = request.url(sample + WARM_UP);
    const from = performance.now();
    const answer = await app.inject({ method: 'GET', url, headers: request.headers });
    const ms = performance.now() - from;
    if (answer.statusCode !== 200) throw new Error(`${url}: ${answer.statusCode} ${answer.body}`);
    items = (answer.json() as { items?: unknown[] }).items?.length ?? 1;
    if (sample >= 0) times.push(ms);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { name: request.name, p50Ms: at(0.5), p95Ms: at(0.95), maxMs: at(1), items };
}
