import type { DeviceLanguage } from './accept-language.ts';

const TITLES: Record<DeviceLanguage, { own: string; family: string; circular: string }> = {
  en: {
    own: 'Notice about your devices',
    family: 'Notice about a device in your family',
    circular: 'Circular',
  },
  hi: {
    own: 'आपके फ़ोन के बारे में सूचना',
    family: 'आपके परिवार के एक फ़ोन के बारे में सूचना',
    circular: 'परिपत्र',
  },
};

/**
 * What a device shows of an advisory; the rest stands on the personal page.
 *
 * @param isOwn whether a notice is about the holder's own devices, as against a dependant's
 */
export function advisoryTitle(kind: string, isOwn: boolean, language: DeviceLanguage): string {
  const titles = TITLES[language];
  if (kind === 'circular') return titles.circular;
  return isOwn ? titles.own : titles.family;
}
