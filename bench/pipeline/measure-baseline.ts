import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openQueues } from '@cordon/runtime';
import { runRole, startRole } from '../child.ts';
import type { BaselineInput } from './baseline.ts';
import type { LoadResult } from './load-generator.ts';
import { signAhead } from './measure-load.ts';
import type { Site } from './site.ts';

const WARM_UP_SECONDS = 3;

/** Reports per second of the straightforward design, from the first POST to the last verdict. */
export async function measureBaseline(site: Site, seconds: number, connections: number): Promise<number> {
  const input: BaselineInput = {
    ownerUrl: site.postgres.ownerUrl,
    databaseUrl: site.postgres.appUrl,
    redisUrl: site.redis?.url,
    organisationId: site.fleet.organisationId,
  };
  const queues = openQueues({ ...input, prefix: 'baseline' });
  const api = startRole<never>('baseline-api', input);
  const worker = startRole<never>('baseline-worker', input);
  const isDone = async () => {
    const { waiting, active, delayed } = await queues.counts('judge');
    return waiting + active + delayed === 0;
  };
  const run = async (paths: string[], seconds: number) => {
    const port = (await api.started) as number;
    await worker.started;
    const answers = join(site.folder, 'baseline-answers');
    const load = await runRole<LoadResult>('load', { port, paths, connections, seconds, answers });
    while (!(await isDone().catch(() => false))) await delay(20);
    return (load.statuses['202'] ?? 0) / ((performance.timeOrigin + performance.now() - load.startedAt) / 1_000);
  };
  try {
    await run(await signAhead(site, 'baseline-warm', WARM_UP_SECONDS * 500), WARM_UP_SECONDS);
    return await run(await signAhead(site, 'baseline', seconds * 500), seconds);
  } finally {
    api.end();
    worker.end();
    await queues.close();
  }
}
