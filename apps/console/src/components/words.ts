const REGIONS = new Intl.DisplayNames(['en'], { type: 'region' });

/** Name of a country by its ISO 3166-1 code; the code itself where it is none. */
export function countryName(code: string): string {
  try {
    return REGIONS.of(code) ?? code;
  } catch {
    return code;
  }
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

/** `api-token` → `API token`, `security-officer` → `Security officer` */
export function sentenceCase(words: string): string {
  const text = words.replaceAll('-', ' ').replace(/\bapi\b/, 'API');
  return text.charAt(0).toUpperCase() + text.slice(1);
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
