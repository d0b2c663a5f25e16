/** Languages in which devices are answered. */
export type DeviceLanguage = 'en' | 'hi';

/**
 * The language asked for (RFC 9110 section 12.5.4), as far as there is one of ours.
 *
 * @param acceptLanguage e.g. `hi-IN, en;q=0.8`
 * @param fallback BCP 47 tag used if nothing is asked for; else English
 */
export function preferredLanguage(acceptLanguage: string | undefined, fallback = 'en'): DeviceLanguage {
  const asked = (acceptLanguage ?? '').slice(0, 500).split(',').map(parseRange);
  const ours = asked.filter((range) => range.weight > 0 && ['en', 'hi'].includes(range.language));
  // A stable sort: of equal weights the first.
  const [best] = ours.sort((left, right) => right.weight - left.weight);
  return ((best?.language ?? languageOf(fallback)) === 'hi' ? 'hi' : 'en') as DeviceLanguage;
}

function parseRange(range: string): { language: string; weight: number } {
  const [tag = '', ...parameters] = range.split(';');
  const q = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/i.exec(parameter)?.[1]).find((value) => value);
  return { language: languageOf(tag), weight: q === undefined ? 1 : Number(q) || 0 };
}

function languageOf(tag: string): string {
  return tag.trim().toLowerCase().split('-', 1)[0] ?? '';
}
