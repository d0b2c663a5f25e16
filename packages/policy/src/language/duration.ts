import { z } from 'zod';

const DAY_MS = 86_400_000;
const LONGEST_MS = 3_650 * DAY_MS;
const PATTERN = /^P(?:(\d{1,4})W|(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,7})M)?(?:(\d{1,9})S)?)?)$/;

/**
 * Length of an ISO 8601 duration in milliseconds, or `undefined` if `text` is none or is longer than ten
 * years. Years and months are refused: they have no fixed length, and a deadline must not depend on where one starts.
 */
export function parseDuration(text: string): number | undefined {
  const match = PATTERN.exec(text);
  const hasAmount = match?.slice(1).some((part) => part !== undefined) ?? false;
  if (!match || !hasAmount || text.endsWith('T')) return undefined;
  const [weeks, days, hours, minutes, seconds] = match.slice(1).map((part) => Number(part ?? 0)) as number[];
  const totalDays = (weeks ?? 0) * 7 + (days ?? 0);
  const totalSeconds = ((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0);
  const length = totalDays * DAY_MS + totalSeconds * 1_000;
  return length <= LONGEST_MS ? length : undefined;
}

const UNITS: Readonly<Record<string, (amount: string) => string>> = {
  '': (amount) => `P${amount}D`,
  d: (amount) => `P${amount}D`,
  w: (amount) => `P${amount}W`,
  h: (amount) => `PT${amount}H`,
};

/** Says what a duration looks like, and how to write the one that was meant. */
function explainDuration(input: unknown): string {
  const [, amount = '', unit = ''] = /^P?T?(\d{1,4})\s*([a-z]*)$/i.exec(String(input).trim()) ?? [];
  const write = UNITS[unit.slice(0, 1).toLowerCase()];
  if (amount !== '' && write) return `must be an ISO 8601 duration: write ${write(amount)}`;
  const months = /^m(o|$)/i.test(unit) && amount !== '' ? `: write P${Number(amount) * 30}D` : '';
  return `must be an ISO 8601 duration such as P14D or PT12H, with no months or years, at most ten years${months}`;
}

/** ISO 8601 duration in weeks, days, hours, minutes and seconds, such as `P14D`, at most ten years. */
export const Duration = z
  .string({ error: ({ input }) => explainDuration(input) })
  .max(32)
  .refine((text) => parseDuration(text) !== undefined, { error: ({ input }) => explainDuration(input) })
  .meta({ examples: ['P14D', 'PT12H'], pattern: PATTERN.source });

/** A duration longer than nothing. */
export const PositiveDuration = Duration.refine((text) => parseDuration(text) !== 0, {
  error: 'must be longer than nothing',
});
