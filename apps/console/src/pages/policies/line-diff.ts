/** A line of two texts held against each other. */
export interface DiffLine {
  kind: 'same' | 'added' | 'removed';
  text: string;
  /** Line in the older and in the newer text, from 1. */
  before?: number;
  after?: number;
}

/** Longer middles are shown as replaced whole: their comparison would take too long. */
const MOST_CELLS = 4_000_000;

/** The lines of two texts, each once, by a longest common subsequence. */
export function diffLines(before: string, after: string): DiffLine[] {
  const [a, b] = [before.split('\n'), after.split('\n')];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const same = (index: number, shift: number): DiffLine => ({
    kind: 'same',
    text: a[index] ?? '',
    before: index + 1,
    after: index + 1 + shift,
  });
  const head = Array.from({ length: start }, (_, index) => same(index, 0));
  const tail = Array.from({ length: end }, (_, index) => same(a.length - end + index, b.length - a.length));
  return [...head, ...diffMiddle(a.slice(start, a.length - end), b.slice(start, b.length - end), start), ...tail];
}

function diffMiddle(a: readonly string[], b: readonly string[], offset: number): DiffLine[] {
  const lengths = a.length * b.length > MOST_CELLS ? undefined : commonLengths(a, b);
  const lines: DiffLine[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i], b[j]];
    if (lengths && left !== undefined && left === right) {
      lines.push({ kind: 'same', text: left, before: offset + ++i, after: offset + ++j });
    } else if (
      right === undefined ||
      (left !== undefined && (lengths?.[i + 1]?.[j] ?? 0) >= (lengths?.[i]?.[j + 1] ?? 0))
    ) {
      lines.push({ kind: 'removed', text: left ?? '', before: offset + ++i });
    } else {
      lines.push({ kind: 'added', text: right, after: offset + ++j });
    }
  }
  return lines;
}

/** Length of the longest common subsequence of what is left from each pair of positions on. */
function commonLengths(a: readonly string[], b: readonly string[]): Uint32Array[] {
  const table = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    const [row, below] = [table[i], table[i + 1]];
    if (!row || !below) continue;
    for (let j = b.length - 1; j >= 0; j -= 1)
      row[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
  }
  return table;
}

/** Only what changed and a few lines around it; a gap stands where lines are left out. */
export function withContext(lines: readonly DiffLine[], around = 3): (DiffLine | 'gap')[] {
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - around), index + around + 1).some(({ kind }) => kind !== 'same'),
  );
  return lines.flatMap<DiffLine | 'gap'>((line, index) => {
    if (near[index]) return [line];
    return index === 0 || near[index - 1] ? ['gap' as const] : [];
  });
}
