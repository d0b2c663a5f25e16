import { describe, expect, test } from '@jest/globals';
import { mergeTimeline } from './merge-timeline.ts';

const at = (...days: number[]) => days.map((day) => ({ at: `2014-10-${String(day).padStart(2, '0')}T00:00:00Z` }));
const daysOf = (entries: readonly { at: string }[]) => entries.map((entry) => Number(entry.at.slice(8, 10)));

describe('a timeline of several lists', () => {
  test('is one list, newest first', () => {
    const { shown, isMore } = mergeTimeline([
      { entries: at(9, 3), isMore: false },
      { entries: at(7, 5), isMore: false },
    ]);
    expect([daysOf(shown), isMore]).toEqual([[9, 7, 5, 3], false]);
  });

  test('ends where a list was not read further, so that nothing is missing in between', () => {
    const { shown, isMore } = mergeTimeline([
      { entries: at(20, 15), isMore: true },
      { entries: at(18, 10, 2), isMore: false },
    ]);
    expect([daysOf(shown), isMore]).toEqual([[20, 18, 15], true]);
  });
});
