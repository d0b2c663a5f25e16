import type { EvaluateJob } from '@cordon/contract';
import { describe, expect, test } from '@jest/globals';
import { createTogetherEvaluator } from './evaluate-together.ts';

/** A judge that is let finish by hand. */
function manualJudge() {
  const batches: (EvaluateJob & { finish: () => void; fail: (error: Error) => void })[] = [];
  const judge = (job: EvaluateJob) =>
    new Promise<void>((resolve, reject) => void batches.push({ ...job, finish: resolve, fail: reject }));
  return { judge, batches };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('evaluating together', () => {
  test('what comes while batches are being judged goes together into the next one', async () => {
    const { judge, batches } = manualJudge();
    const { evaluate } = createTogetherEvaluator({ judge, maxParallel: 1, paceMilliseconds: 0 });
    const jobs = ['a', 'b', 'c'].map((id) => evaluate({ organisationId: 'o', deviceIds: [id] }));
    expect(batches.map(({ deviceIds }) => deviceIds)).toEqual([['a']]);
    batches[0]?.finish();
    await jobs[0];
    expect(batches.map(({ deviceIds }) => deviceIds)).toEqual([['a'], ['b', 'c']]);
    batches[1]?.finish();
    await Promise.all(jobs);
  });

  test('a device rung for while it is judged is judged once more afterwards, never twice at once', async () => {
    const { judge, batches } = manualJudge();
    const { evaluate } = createTogetherEvaluator({ judge, maxParallel: 2, paceMilliseconds: 0 });
    const first = evaluate({ organisationId: 'o', deviceIds: ['a'] });
    let isDone = false;
    const second = evaluate({ organisationId: 'o', deviceIds: ['a'] }).then(() => {
      isDone = true;
    });
    expect(batches).toHaveLength(1);
    batches[0]?.finish();
    await first;
    await settle();
    expect(isDone).toBe(false);
    expect(batches).toHaveLength(2);
    batches[1]?.finish();
    await second;
  });

  test('a small batch waits for its pace, a full one and one of another organisation do not', async () => {
    const { judge, batches } = manualJudge();
    const { evaluate } = createTogetherEvaluator({ judge, maxParallel: 9, maxBatch: 2, paceMilliseconds: 2 ** 30 });
    const ring = (organisationId: string, ...deviceIds: string[]) => void evaluate({ organisationId, deviceIds });
    ring('o', 'a');
    ring('o', 'b');
    ring('p', 'c');
    expect(batches.map(({ deviceIds }) => deviceIds)).toEqual([['a'], ['c']]);
    ring('o', 'd');
    expect(batches.map(({ deviceIds }) => deviceIds)).toEqual([['a'], ['c'], ['b', 'd']]);
  });

  test('it is quiet once no batch is under way, or after the time one would wait for that', async () => {
    const { judge, batches } = manualJudge();
    const together = createTogetherEvaluator({ judge, paceMilliseconds: 0 });
    expect(together.isBusy()).toBe(false);
    await together.quiet(2 ** 30);
    const judged = together.evaluate({ organisationId: 'o', deviceIds: ['a'] });
    expect(together.isBusy()).toBe(true);
    await together.quiet(1);
    let isQuiet = false;
    const quiet = together.quiet(2 ** 30).then(() => {
      isQuiet = true;
    });
    await settle();
    expect(isQuiet).toBe(false);
    batches[0]?.finish();
    await Promise.all([judged, quiet]);
  });

  test('no batch holds two organisations, and none is larger than its limit', async () => {
    const sizes: number[] = [];
    const organisations = new Set<string>();
    const { evaluate } = createTogetherEvaluator({
      judge: async ({ organisationId, deviceIds }) => {
        sizes.push(deviceIds.length);
        for (const id of deviceIds) if (!id.startsWith(organisationId)) organisations.add(id);
      },
      maxBatch: 7,
    });
    const ids = (prefix: string) => Array.from({ length: 20 }, (_, index) => `${prefix}${index}`);
    await Promise.all(['x', 'y'].map((organisationId) => evaluate({ organisationId, deviceIds: ids(organisationId) })));
    expect(Math.max(...sizes)).toBeLessThanOrEqual(7);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(40);
    expect([...organisations]).toEqual([]);
  });

  test('a batch that fails tells all who wait for it, and the next one is judged', async () => {
    const { judge, batches } = manualJudge();
    const { evaluate } = createTogetherEvaluator({ judge, maxParallel: 1, paceMilliseconds: 0 });
    const first = evaluate({ organisationId: 'o', deviceIds: ['a'] });
    const second = evaluate({ organisationId: 'o', deviceIds: ['b'] });
    batches[0]?.fail(new Error('away'));
    await expect(first).rejects.toThrow('away');
    batches[1]?.finish();
    await second;
  });
});
