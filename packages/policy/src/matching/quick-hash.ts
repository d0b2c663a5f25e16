/** Between two parts, so that `ab, c` and `a, bc` differ. */
const SEPARATOR = 0x1f;

/**
 * A 53-bit hash (cyrb53) of some texts, to tell whether something was seen before; they are not joined, since most of what
 * joining costs is making the text. It withstands no attack, and need not: a device that makes its own entries collide
 * hides what it could as well have left out.
 */
export function quickHash(...parts: readonly (string | undefined)[]): number {
  let first = 0xdeadbeef;
  let second = 0x41c6ce57;
  for (const part of parts) {
    if (part !== undefined) {
      for (let index = 0; index < part.length; index += 1) {
        const code = part.charCodeAt(index);
        first = Math.imul(first ^ code, 2_654_435_761);
        second = Math.imul(second ^ code, 1_597_334_677);
      }
    }
    first = Math.imul(first ^ SEPARATOR, 2_654_435_761);
    second = Math.imul(second ^ SEPARATOR, 1_597_334_677);
  }
  first = Math.imul(first ^ (first >>> 16), 2_246_822_507) ^ Math.imul(second ^ (second >>> 13), 3_266_489_909);
  second = Math.imul(second ^ (second >>> 16), 2_246_822_507) ^ Math.imul(first ^ (first >>> 13), 3_266_489_909);
  return 4_294_967_296 * (2_097_151 & second) + (first >>> 0);
}
