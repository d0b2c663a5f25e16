import { findLanguage, type Language, languageFor } from '@cordon/policy';

/**
 * The language asked for (RFC 9110 section 12.5.4), as far as there is one of ours.
 *
 * @param acceptLanguage e.g. `hi-IN, en;q=0.8`
 * @param fallback BCP 47 tag used if nothing is asked for; else English
 */
export function preferredLanguage(acceptLanguage: string | undefined, fallback = 'en'): Language {
  const asked = (acceptLanguage ?? '').slice(0, 500).split(',').flatMap(parseRange);
  // A stable sort: of equal weights the first.
  const [best] = asked.sort((left, right) => right.weight - left.weight);
  return best?.language ?? languageFor(fallback);
}

/** A range that names a language of ours and is not refused by `q=0`. */
function parseRange(range: string): { language: Language; weight: number }[] {
  const [tag = '', ...parameters] = range.split(';');
  const q = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/i.exec(parameter)?.[1]).find((value) => value);
  const weight = q === undefined ? 1 : Number(q) || 0;
  const language = findLanguage(tag);
  return language && weight > 0 ? [{ language, weight }] : [];
}
