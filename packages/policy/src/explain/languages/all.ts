import { en } from './en.ts';
import { hi } from './hi.ts';
import type { Language } from './language.ts';

/** Every language there is; a new one is a file beside this one, named here. The first speaks for all unknown ones. */
export const LANGUAGES: readonly [Language, ...Language[]] = [en, hi];

/** The language for a locale (BCP 47): `hi-IN` is Hindi; `undefined` if it is none of ours. */
export function findLanguage(locale: string): Language | undefined {
  const tag = locale.trim().toLowerCase().split(/[-_]/, 1)[0];
  return LANGUAGES.find((language) => language.tag === tag);
}

/** The language for a locale (BCP 47), or else English. */
export function languageFor(locale: string): Language {
  return findLanguage(locale) ?? LANGUAGES[0];
}
