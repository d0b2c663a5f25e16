import type { Instant } from '../types.ts';
import { languageFor } from './languages/all.ts';
import type { Language } from './languages/language.ts';

/** Most names in a list; the rest are counted. */
const MAX_NAMES = 5;

interface Formats {
  list: Intl.ListFormat;
  regions: Intl.DisplayNames;
}

/** By format tag, of which there are as many as languages: making these objects costs more than using them. */
const formats = new Map<string, Formats>();

function formatsOf({ formatTag }: Language): Formats {
  const known = formats.get(formatTag);
  if (known) return known;
  const made = {
    list: new Intl.ListFormat(formatTag, { type: 'conjunction' }),
    regions: new Intl.DisplayNames(formatTag, { type: 'region', fallback: 'none' }),
  };
  formats.set(formatTag, made);
  return made;
}

/** "a, b and c". */
export function listOf(words: readonly string[], language: Language): string {
  return formatsOf(language).list.format(words);
}

/** "a, b, c, d, e and 3 more"; `undefined` if there is nothing to list. */
export function shortListOf(words: readonly string[], language: Language): string | undefined {
  if (words.length === 0) return undefined;
  const rest = words.length - MAX_NAMES;
  return listOf(rest > 1 ? [...words.slice(0, MAX_NAMES), language.problems.others(rest)] : words, language);
}

/** Name of an ISO 3166-1 code; `undefined` if there is none. */
export function countryIn(code: string, language: Language): string | undefined {
  try {
    return formatsOf(language).regions.of(code);
  } catch {
    return undefined;
  }
}

/**
 * Day and time, in the time zone of the locale's region if it has just one (India has), else in UTC; the zone is named.
 *
 * @example
 * formatInstant(1415167200000, 'hi-IN'); // '5 नवंबर 2014, 11:30 am IST'
 */
export function formatInstant(instant: Instant, locale: string): string {
  const { tag, timeZone } = regionOf(locale);
  const day = new Intl.DateTimeFormat(tag, { dateStyle: 'long', timeZone }).format(instant);
  const clock = { hour: 'numeric', minute: '2-digit', timeZoneName: 'short', timeZone } as const;
  return `${day}, ${new Intl.DateTimeFormat(tag, clock).format(instant)}`;
}

function regionOf(locale: string): { tag: string; timeZone: string } {
  const { tag, formatTag } = languageFor(locale);
  const asked = parseLocale(locale);
  const [zone, ...others] = asked ? timeZonesOf(asked.maximize()) : [];
  return {
    // A region that was asked for decides how dates are written, as long as the language is one of ours.
    tag: asked?.region && asked.language === tag ? `${tag}-${asked.region}` : formatTag,
    timeZone: zone !== undefined && others.length === 0 ? zone : 'UTC',
  };
}

function parseLocale(locale: string): Intl.Locale | undefined {
  try {
    return new Intl.Locale(locale);
  } catch {
    return undefined;
  }
}

/** Newer engines have the method, older ones the accessor. */
function timeZonesOf(locale: Intl.Locale): readonly string[] {
  const { timeZones, getTimeZones } = locale as { timeZones?: string[]; getTimeZones?: () => string[] };
  return getTimeZones?.call(locale) ?? timeZones ?? [];
}
