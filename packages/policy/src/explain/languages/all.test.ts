import { describe, expect, test } from '@jest/globals';
import { ADVICE_KEYS } from '../../advice.ts';
import { DataCategory, PostureFacts } from '../../facts.ts';
import { findLanguage, LANGUAGES, languageFor } from './all.ts';

/** Every word by its path, e.g. `advice.remove-app`; sentences with gaps are filled. */
function wordsOf(value: unknown, path = ''): [string, string][] {
  if (typeof value === 'string') return [[path, value]];
  if (typeof value === 'function') return [[path, String(value({}, 1, true))]];
  return Object.entries(value as object).flatMap(([key, inner]) => wordsOf(inner, `${path}.${key}`));
}

const [english] = LANGUAGES;

describe.each(LANGUAGES.map((language) => [language.tag, language] as const))('the language %s', (_tag, language) => {
  const words = wordsOf(language);

  test('has every word that English has, and no other', () => {
    expect(words.map(([path]) => path).sort()).toEqual(
      wordsOf(english)
        .map(([path]) => path)
        .sort(),
    );
    expect(words.filter(([, word]) => word.trim() === '')).toEqual([]);
  });

  test('has words for each advice, category of data and setting', () => {
    expect(Object.keys(language.advice).sort()).toEqual([...ADVICE_KEYS].sort());
    expect(Object.keys(language.problems.data)).toEqual(DataCategory.options);
    const settings = [...Object.keys(PostureFacts.shape), 'other'];
    expect(Object.keys(language.problems.posture).sort()).toEqual(settings.sort());
  });

  test('is written in its own script', () => {
    const { script } = new Intl.Locale(language.tag).maximize();
    const own = new RegExp(`\\p{Script=${script}}`, 'u');
    const foreign = words.filter(([path, word]) => !own.test(word) && !/^\.(tag|formatTag)$/.test(path));
    expect(foreign).toEqual([]);
  });

  test('formats with data of its own, not of a fallback', () => {
    expect(Intl.ListFormat.supportedLocalesOf(language.formatTag)).toEqual([language.formatTag]);
    expect(Intl.DisplayNames.supportedLocalesOf(language.formatTag)).toEqual([language.formatTag]);
  });
});

test('a language is found by its tag, whatever the region or case; all others are English', () => {
  expect(['hi', 'hi-IN', 'HI_in', ' hi '].map((locale) => findLanguage(locale)?.tag)).toEqual(['hi', 'hi', 'hi', 'hi']);
  expect(['fr', '', 'hindi', '__proto__'].map((locale) => languageFor(locale).tag)).toEqual(['en', 'en', 'en', 'en']);
  expect(findLanguage('fr')).toBeUndefined();
});
