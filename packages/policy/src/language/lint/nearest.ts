/**
 * The known keys nearest to a misspelt one, best first, at most three: those that contain it or are contained
 * in it, and those at most a third of its letters away.
 */
export function nearestKeys(key: string, known: Iterable<string>): string[] {
  const limit = Math.max(1, Math.floor(key.length / 3));
  const scored: { candidate: string; distance: number }[] = [];
  for (const candidate of known) {
    const isPart = key.length > 2 && (candidate.includes(key) || key.includes(candidate));
    const distance = isPart ? 0.5 : editDistance(key, candidate, limit);
    if (distance <= limit) scored.push({ candidate, distance });
  }
  scored.sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  return scored.slice(0, 3).map((entry) => entry.candidate);
}

/** Levenshtein distance of two short texts, or more than `limit` as soon as it must be. */
function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const change = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(change, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    previous = current;
  }
  return previous[b.length] ?? limit + 1;
}
