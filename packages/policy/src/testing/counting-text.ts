/**
 * Text that counts how many of its characters are read, to show that a matcher is linear without a clock. It stands
 * in for a string where only `length` and `charCodeAt` are used.
 */
export interface CountingText {
  text: string;
  reads: () => number;
}

/** Wraps a text; hand `text` to the function under test and ask `reads()` afterwards. */
export function countingText(content: string): CountingText {
  let reads = 0;
  const text = {
    length: content.length,
    charCodeAt(index: number) {
      reads += 1;
      return content.charCodeAt(index);
    },
  };
  return { text: text as unknown as string, reads: () => reads };
}
