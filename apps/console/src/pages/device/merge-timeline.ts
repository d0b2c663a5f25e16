interface Dated {
  at: string;
}

/** What was read of one list so far, newest first. */
export interface TimelineSource<Entry extends Dated> {
  entries: readonly Entry[];
  /** Older ones are not read yet. */
  isMore: boolean;
}

/**
 * Several lists as one, newest first. It ends where one of them has not been read further: nothing may be missing in
 * between.
 */
export function mergeTimeline<Entry extends Dated>(
  sources: readonly TimelineSource<Entry>[],
): { shown: Entry[]; isMore: boolean } {
  const ends = sources
    .filter(({ isMore }) => isMore)
    .map(({ entries }) => Math.min(...entries.map(({ at }) => Date.parse(at))));
  const end = Math.max(Number.NEGATIVE_INFINITY, ...ends);
  const all = sources.flatMap(({ entries }) => entries);
  const shown = all.filter(({ at }) => Date.parse(at) >= end).sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return { shown, isMore: ends.length > 0 };
}
