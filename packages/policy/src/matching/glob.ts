/** One piece between two stars, with the failure table of Knuth, Morris and Pratt. */
interface Segment {
  text: string;
  failure: Uint16Array;
}

const STAR = '*';

/**
 * Compiles a glob, in which `*` stands for any text (also none) and all else for itself, into a test of a whole
 * text. Linear in the length of the text whatever pattern and text are; case matters.
 */
export function globMatcher(pattern: string): (text: string) => boolean {
  const pieces = pattern.split(STAR);
  if (pieces.length === 1) return (text) => text === pattern;
  const prefix = pieces[0] as string;
  const suffix = pieces[pieces.length - 1] as string;
  const middle = pieces
    .slice(1, -1)
    .filter((piece) => piece !== '')
    .map(compileSegment);
  const fixedLength = prefix.length + suffix.length;
  return (text) => {
    if (text.length < fixedLength || !hasAt(text, prefix, 0)) return false;
    const end = text.length - suffix.length;
    return hasAt(text, suffix, end) && hasInOrder(text, middle, prefix.length, end);
  };
}

function hasAt(text: string, part: string, offset: number): boolean {
  for (let index = 0; index < part.length; index += 1) {
    if (text.charCodeAt(offset + index) !== part.charCodeAt(index)) return false;
  }
  return true;
}

/** Whether the segments occur one after the other in `text[from, end)`; taking each as early as possible is enough. */
function hasInOrder(text: string, segments: readonly Segment[], from: number, end: number): boolean {
  let position = from;
  for (const segment of segments) {
    position = endOfFirst(text, segment, position, end);
    if (position < 0) return false;
  }
  return true;
}

function compileSegment(text: string): Segment {
  const failure = new Uint16Array(text.length);
  for (let index = 1, length = 0; index < text.length; index += 1) {
    while (length > 0 && text[index] !== text[length]) length = failure[length - 1] as number;
    if (text[index] === text[length]) length += 1;
    failure[index] = length;
  }
  return { text, failure };
}

/** Where the first occurrence of the segment in `text[from, end)` ends; -1 if there is none. */
function endOfFirst(text: string, segment: Segment, from: number, end: number): number {
  let matched = 0;
  for (let index = from; index < end; index += 1) {
    const code = text.charCodeAt(index);
    while (matched > 0 && code !== segment.text.charCodeAt(matched)) matched = segment.failure[matched - 1] as number;
    if (code === segment.text.charCodeAt(matched)) matched += 1;
    if (matched === segment.text.length) return index + 1;
  }
  return -1;
}
