/** Longer words are no misspelt key, and not worth comparing. */
const LONGEST_WORD = 64;

/**
 * The known keys nearest to a misspelt one, best first, at most three: those that contain it or are contained
 * in it, and those at most a third of its letters away. Case and marks between words do not matter.
 */
export function nearestKeys(key: string, known: Iterable<string>): string[] {
  if (key.length > LONGEST_WORD) return [];
  const word = fold(key);
  const scored: { candidate: string; distance: number }[] = [];
  for (const candidate of known) {
    const other = fold(candidate);
    // Of one or two letters anything is near.
    const limit = word.length < 3 ? 0 : Math.floor(Math.max(word.length, other.length) / 3);
    const distance = distanceOf(word, other, limit);
    if (distance <= limit) scored.push({ candidate, distance });
  }
  scored.sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  // What is written nearly so is meant: others of which it is only a part would distract.
  const best = scored[0]?.distance === 0 ? scored.slice(0, 1) : scored.slice(0, 3);
  return best.map((entry) => entry.candidate);
}

function fold(word: string): string {
  return word.toLowerCase().replaceAll(/[\s_.-]/g, '');
}

function distanceOf(word: string, candidate: string, limit: number): number {
  if (word === candidate) return 0;
  const isPart = Math.min(word.length, candidate.length) > 2 && (candidate.includes(word) || word.includes(candidate));
  return isPart ? 0.5 : editDistance(word, candidate, limit);
}

/** Letters to change, add, leave out or swap with their neighbour to get from `a` to `b`, or more than `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforePrevious: number[] = [];
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const change = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const swap = isSwap ? (beforePrevious[column - 2] ?? 0) + 1 : change;
      current.push(Math.min(change, swap, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    [beforePrevious, previous] = [previous, current];
  }
  return previous[b.length] ?? limit + 1;
}
