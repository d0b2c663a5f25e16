import { describe, expect, test } from '@jest/globals';
import { buildTimeline, type VerdictChange } from './periods.ts';

const citations = { policies: [], catalogueVersion: '1', epoch: 1 };

function change(part: Partial<VerdictChange> & { at: number }): VerdictChange {
  return { verdict: 'compliant', reasons: [], citations, cause: 'report', reportId: null, ...part };
}

function spans(open: Parameters<typeof buildTimeline>[0], changes: VerdictChange[]) {
  const { endsAt, begun } = buildTimeline(open, changes);
  return { endsAt, begun: begun.map(({ from, to }) => [from, to]) };
}

describe('periods of a verdict', () => {
  test('a report holds from its valid time, not from its receipt', () => {
    const open = { validFrom: new Date(10), cause: 'report' as const };
    expect(spans(open, [change({ at: 100, validAt: 50 })])).toEqual({ endsAt: 50, begun: [[50, undefined]] });
  });

  test('a report collected before a change that time made holds from its receipt: that change is not rewritten', () => {
    const open = { validFrom: new Date(60), cause: 'time' as const };
    expect(spans(open, [change({ at: 100, validAt: 50 })])).toEqual({ endsAt: 100, begun: [[100, undefined]] });
  });

  test('periods follow each other without a gap or an overlap', () => {
    const changes = [
      change({ at: 20, cause: 'time' }),
      change({ at: 40, validAt: 30 }),
      change({ at: 50, cause: 'rules' }),
    ];
    expect(spans(undefined, changes).begun).toEqual([
      [20, 30],
      [30, 50],
      [50, undefined],
    ]);
  });

  test('of two reports with one valid time the later one counts', () => {
    const changes = [change({ at: 40, validAt: 30 }), change({ at: 41, validAt: 30, verdict: 'unknown' })];
    expect(spans(undefined, changes).begun).toEqual([[30, undefined]]);
  });
});
