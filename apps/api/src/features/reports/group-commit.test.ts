import type { IncomingReport, IngestResult } from '@cordon/db';
import { describe, expect, test } from '@jest/globals';
import { createGroupCommit, type GroupCommitOptions } from './group-commit.ts';

function report(seq: number, bytes = 10): IncomingReport {
  return {
    deviceId: 'device',
    seq,
    reportId: `report-${seq}`,
    keyThumbprint: 'key',
    collectedAt: new Date(0),
    payloadSha256: Buffer.alloc(32),
    protectedHeader: '',
    signature: Buffer.alloc(64),
    payload: Buffer.alloc(bytes),
    encoding: 0,
  };
}

function stored({ reportId, seq }: IncomingReport): IngestResult {
  return { outcome: 'stored', reportId, receivedAt: new Date(0), lastSeq: seq, organisationId: 'organisation' };
}

/** An error as node-pg throws it. */
function databaseError(code: string): Error {
  return Object.assign(new Error('refused'), { code, severity: 'ERROR' });
}

/** A database that is let answer by hand. */
function manualIngest() {
  const batches: { reports: readonly IncomingReport[]; answer: () => void; fail: (error: Error) => void }[] = [];
  const ingest: GroupCommitOptions['ingest'] = (reports) =>
    new Promise((resolve, reject) => {
      batches.push({ reports, answer: () => resolve(reports.map(stored)), fail: reject });
    });
  const waitForBatch = async (count: number) => {
    const deadline = performance.now() + 5_000;
    while (batches.length < count) {
      if (performance.now() > deadline) throw new Error(`only ${batches.length} batches`);
      await new Promise((resolve) => setImmediate(resolve));
    }
    return batches[count - 1] as (typeof batches)[number];
  };
  return { ingest, waitForBatch, batches };
}

describe('group commit', () => {
  test('reports that arrive at about the same time are stored by one statement, and each gets its own answer', async () => {
    const sizes: number[] = [];
    const commit = createGroupCommit({
      ingest: async (reports) => {
        sizes.push(reports.length);
        return reports.map(stored);
      },
    });
    const answers = await Promise.all(Array.from({ length: 50 }, (_, seq) => commit.submit(report(seq))));
    expect(sizes).toEqual([50]);
    expect(answers.map((answer) => answer.reportId)).toEqual(Array.from({ length: 50 }, (_, seq) => `report-${seq}`));
  });

  test('answers nothing before the statement has returned', async () => {
    const database = manualIngest();
    const commit = createGroupCommit({ ingest: database.ingest });
    let isAnswered = false;
    const answer = commit.submit(report(1)).then(() => {
      isAnswered = true;
    });
    const batch = await database.waitForBatch(1);
    await new Promise((resolve) => setImmediate(resolve));
    expect(isAnswered).toBe(false);
    batch.answer();
    await answer;
    expect(isAnswered).toBe(true);
  });

  test('no batch is larger than its limit', async () => {
    const sizes: number[] = [];
    const commit = createGroupCommit({
      maxBatch: 30,
      ingest: async (reports) => {
        sizes.push(reports.length);
        return reports.map(stored);
      },
    });
    await Promise.all(Array.from({ length: 100 }, (_, seq) => commit.submit(report(seq))));
    expect(Math.max(...sizes)).toBe(30);
    expect(sizes.reduce((sum, size) => sum + size)).toBe(100);
  });

  test('a data error fails its report alone; the others of the batch are stored', async () => {
    const told: number[] = [];
    const commit = createGroupCommit({
      ingest: async (reports) => {
        if (reports.some(({ seq }) => seq === 7)) throw databaseError('22P05');
        return reports.map(stored);
      },
      onCommitted: (_results, reports) => told.push(...reports.map(({ seq }) => seq)),
    });
    const answers = await Promise.allSettled(Array.from({ length: 20 }, (_, seq) => commit.submit(report(seq))));
    expect(answers.flatMap(({ status }, seq) => (status === 'rejected' ? [seq] : []))).toEqual([7]);
    expect(told.sort((left, right) => left - right)).toEqual(
      Array.from({ length: 20 }, (_, seq) => seq).filter((seq) => seq !== 7),
    );
  });

  test('a deadlock is tried once more', async () => {
    let tries = 0;
    const commit = createGroupCommit({
      ingest: async (reports) => {
        tries += 1;
        if (tries === 1) throw databaseError('40P01');
        return reports.map(stored);
      },
    });
    await expect(commit.submit(report(1))).resolves.toMatchObject({ outcome: 'stored' });
  });

  test.each([
    ['is shutting down', databaseError('57P01')],
    ['has no connection left', databaseError('53300')],
    ['is not there', Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })],
    ['is too slow to connect to', new Error('timeout exceeded when trying to connect')],
  ])('while the database %s, devices are told to come back', async (_name, error) => {
    const commit = createGroupCommit({ ingest: () => Promise.reject(error) });
    await expect(commit.submit(report(1))).rejects.toMatchObject({ code: 'overloaded', retryAfterSeconds: 5 });
  });

  test('an unexpected error is not hidden as overload', async () => {
    const commit = createGroupCommit({ ingest: () => Promise.reject(new TypeError('a fault of ours')) });
    await expect(commit.submit(report(1))).rejects.toThrow('a fault of ours');
  });

  test.each([
    ['too many reports', { maxWaiting: 3 }, 10],
    ['too many bytes', { maxWaitingBytes: 3_000 }, 1_000],
  ])(
    'with %s waiting, further ones are refused at once, and taken again when there is room',
    async (_name, limit, bytes) => {
      const database = manualIngest();
      const commit = createGroupCommit({ ingest: database.ingest, ...limit });
      const waiting = [1, 2, 3].map((seq) => commit.submit(report(seq, bytes)));
      await expect(commit.submit(report(4, bytes))).rejects.toMatchObject({ code: 'overloaded' });
      (await database.waitForBatch(1)).answer();
      await Promise.all(waiting);
      const next = commit.submit(report(4, bytes));
      (await database.waitForBatch(2)).answer();
      await expect(next).resolves.toMatchObject({ outcome: 'stored' });
    },
  );

  test('what arrives while all statements are busy goes together as soon as one is free', async () => {
    const database = manualIngest();
    const commit = createGroupCommit({ ingest: database.ingest, maxParallel: 1, paceMilliseconds: 0 });
    const first = commit.submit(report(1));
    const busy = await database.waitForBatch(1);
    const others = [2, 3, 4].map((seq) => commit.submit(report(seq)));
    busy.answer();
    await first;
    const second = await database.waitForBatch(2);
    expect(second.reports.map(({ seq }) => seq)).toEqual([2, 3, 4]);
    second.answer();
    await Promise.all(others);
  });

  test('closing answers what waits and takes no more', async () => {
    const database = manualIngest();
    const commit = createGroupCommit({ ingest: database.ingest });
    const answer = commit.submit(report(1));
    const closed = commit.close();
    await expect(commit.submit(report(2))).rejects.toMatchObject({ code: 'overloaded' });
    (await database.waitForBatch(1)).answer();
    await expect(answer).resolves.toMatchObject({ outcome: 'stored' });
    await closed;
  });
});
