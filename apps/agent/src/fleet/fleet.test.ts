import { NoAnswerError, RefusedError } from '@cordon/device-client';
import { describe, expect, test } from '@jest/globals';
import { createLimit } from './limit.ts';
import { countError, newTally, percentile, summaryLines } from './tally.ts';

describe('createLimit', () => {
  test('never runs more jobs at once than it may, and runs them all', async () => {
    const limit = createLimit(3);
    let running = 0;
    let most = 0;
    let done = 0;
    const job = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      done += 1;
    };
    await Promise.all(Array.from({ length: 20 }, () => limit(job)));
    expect({ most, done }).toEqual({ most: 3, done: 20 });
  });

  test('a job that fails frees its place', async () => {
    const limit = createLimit(1);
    await expect(limit(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
    await expect(limit(async () => 'next')).resolves.toBe('next');
  });
});

describe('tally', () => {
  test('counts refusals by problem type, and what was never answered', () => {
    const tally = newTally();
    countError(tally, new RefusedError(429, { type: 'urn:cordon:problem:rate-limited' }));
    countError(tally, new RefusedError(429, { type: 'urn:cordon:problem:rate-limited' }));
    countError(tally, new NoAnswerError('http://a', new Error('socket hang up')));
    expect(summaryLines(tally, 10)).toContain('refused: 1 no-answer, 2 rate-limited');
  });

  test('a fault of the simulator itself is not counted as a refusal', () => {
    expect(() => countError(newTally(), new TypeError('x is undefined'))).toThrow(TypeError);
  });

  test('percentiles are by nearest rank', () => {
    const values = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect([percentile(values, 50), percentile(values, 99), percentile([], 50)]).toEqual([50, 99, undefined]);
  });
});
