import type { Catalogue } from '../catalogue/index.ts';
import type { FindingState } from '../types.ts';
import { countryIn, listOf } from './formats.ts';
import { en } from './languages/en.ts';

/** English name of a data category in a sentence. */
export function dataName(category: string): string {
  const names: Record<string, string> = en.problems.data;
  return Object.hasOwn(names, category) ? (names[category] ?? 'data') : 'data';
}

/** English name of an ISO 3166-1 code, or the code itself. */
export function countryName(code: string): string {
  return countryIn(code, en) ?? code;
}

/** Catalogue name of a vendor, or its key. */
export function vendorName(key: string, catalogue: Catalogue): string {
  return catalogue.vendors.get(key)?.name ?? key;
}

/** Catalogue name of a service with its vendor's, or its key. */
export function serviceName(key: string, catalogue: Catalogue): string {
  return catalogue.services.get(key)?.name ?? key;
}

/** "a, b and c". */
export function listWords(words: readonly string[]): string {
  return listOf(words, en);
}

/** Text from a device for the administrator's sentence: one line, at most 80 characters, without control or direction characters. */
export function quoteDeviceText(text: unknown): string {
  const line = String(text ?? '')
    .toWellFormed()
    .replaceAll(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
  return line.length > 80 ? `${line.slice(0, 80)}…`.toWellFormed() : line;
}

/** The place and category that an egress subject names. */
export function splitEgressSubject(subject: string): { name: string; category: string } {
  const colon = subject.lastIndexOf(':');
  return { name: subject.slice(0, colon), category: subject.slice(colon + 1) };
}

/** Value of a condition in the newest evidence. */
export function matchedValue({ evidence }: FindingState, condition: string): string | undefined {
  return evidence[0]?.matched.find((match) => match.condition === condition)?.value;
}

/** A member of what the newest evidence observed. */
export function observedMember({ evidence }: FindingState, name: string): unknown {
  const observed = evidence[0]?.observed;
  return typeof observed === 'object' && observed !== null ? (observed as Record<string, unknown>)[name] : undefined;
}

/** What was expected of the device, as far as it is a record. */
export function expectedMember({ evidence }: FindingState, name: string): unknown {
  const expected = evidence[0]?.expected;
  return typeof expected === 'object' && expected !== null ? (expected as Record<string, unknown>)[name] : undefined;
}
