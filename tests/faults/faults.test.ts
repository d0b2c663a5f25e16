import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type AppPrograms, buildAppPrograms } from '../support/rig/app-process.ts';
import { hasRedis } from '../support/rig/redis-server.ts';
import { runFaults } from './run-faults.ts';

const REPORTS = 2_000;

describe('two API processes, three workers, their queue and their database, killed at random moments', () => {
  let programs: AppPrograms;
  beforeAll(async () => {
    programs = await buildAppPrograms();
  }, 60_000);
  afterAll(() => programs.remove());

  test('every report that was answered is stored and judged once, and every verdict is that of a fresh evaluation', async () => {
    const seed = Number(process.env.TEST_SEED ?? randomBytes(4).readUInt32LE());
    const lines: string[] = [];
    const options = { programs, seed, reports: REPORTS, queue: hasRedis ? 'redis' : 'postgres' } as const;
    const run = await runFaults({ ...options, say: (line) => lines.push(line) }).catch((error: Error) => {
      throw new Error(`seed ${seed}: ${error.message}\n${lines.join('\n')}`);
    });
    expect({ seed, broken: run.broken.slice(0, 10) }).toEqual({ seed, broken: [] });
    expect(run.messages.sent).toBeGreaterThan(0);
  }, 240_000);
});
