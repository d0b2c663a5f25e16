const REGIONS = new Intl.DisplayNames(['en'], { type: 'region' });

/** Name of a country by its ISO 3166-1 code; the code itself where it is none. */
export function countryName(code: string): string {
  try {
    return REGIONS.of(code) ?? code;
  } catch {
    return code;
  }
}

/** All countries by ISO 3166-1 code that have a name of their own, by name. */
export function listCountries(): { key: string; name: string }[] {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const codes = letters.flatMap((first) => letters.map((second) => `${first}${second}`));
  return codes
    .map((key) => ({ key, name: countryName(key) }))
    .filter(({ key, name }) => name !== key && key !== 'ZZ')
    .sort((a, b) => a.name.localeCompare(b.name));
}

const SPELLINGS: Record<string, string> = {
  bytedance: 'ByteDance',
  dji: 'DJI',
  hikvision: 'Hikvision',
  oneplus: 'OnePlus',
  oppo: 'OPPO',
  realme: 'realme',
  vivo: 'vivo',
  zte: 'ZTE',
};

/** A catalogue vendor as people write it. */
export function vendorName(key: string | null): string {
  if (key === null) return 'Not in the catalogue';
  return SPELLINGS[key] ?? key.charAt(0).toUpperCase() + key.slice(1);
}

/** As the address and the API name devices of no vendor of the catalogue. */
export const NO_VENDOR = '-';

/** `api-token` → `API token`, `security-officer` → `Security officer` */
export function sentenceCase(words: string): string {
  const text = words.replaceAll('-', ' ').replace(/\bapi\b/, 'API');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

const DATA: Record<string, string> = { imei: 'IMEI', imsi: 'IMSI', sms: 'SMS', 'advertising-id': 'advertising ID' };

/** A data category as people say it: `phone-number` → `phone number` */
export function dataName(category: string): string {
  return DATA[category] ?? category.replaceAll('-', ' ');
}

const SYSTEMS: Record<string, string> = {
  android: 'Android',
  'windows-phone': 'Windows Phone',
  blackberry: 'BlackBerry',
  ios: 'iOS',
  ipados: 'iPadOS',
};

/** Name and version of an operating system as people write them. */
export function systemName(name: string, version: string): string {
  return `${SYSTEMS[name] ?? name} ${version}`;
}

const NUMBERS = new Intl.NumberFormat();

export function formatNumber(value: number): string {
  return NUMBERS.format(value);
}

/** `1 device`, `2 devices` */
export function count(value: number, one: string, many = `${one}s`): string {
  return `${formatNumber(value)} ${value === 1 ? one : many}`;
}

const LIST = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** `a, b and c` */
export function listOf(items: readonly string[]): string {
  return LIST.format(items);
}

/** Manufacturer and model as a device says them, without saying the same twice. */
export function deviceName(device: { manufacturer: string; model: string }): string {
  const { manufacturer, model } = device;
  return model.toLowerCase().startsWith(manufacturer.toLowerCase()) ? model : `${manufacturer} ${model}`;
}

const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** A day of UTC: `2014-10-22` → `22 Oct` in the reader's way. */
export function formatDay(day: string): string {
  const at = Date.parse(day);
  return Number.isNaN(at) ? day : DAY.format(at);
}

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

/** Time of an instant in the reader's zone: `14:05` */
export function formatTime(at: string): string {
  const instant = Date.parse(at);
  return Number.isNaN(instant) ? at : TIME.format(instant);
}

/** `240 ms`, `1.2 s`, `3 min`; nothing is a dash. */
export function formatMilliseconds(milliseconds: number | null): string {
  if (milliseconds === null) return '–';
  if (milliseconds < 1_000) return `${milliseconds} ms`;
  if (milliseconds < 100_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  return `${Math.round(milliseconds / 60_000)} min`;
}
