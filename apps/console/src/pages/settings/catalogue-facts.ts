import { api, bodyOf } from '../../api/client.ts';
import type { Answer, Body } from '../../api/types.ts';

export type CatalogueKind = 'vendors' | 'services';
export type VendorAnswer = Answer<'showCatalogueVendor'>;
export type ServiceAnswer = Answer<'showCatalogueService'>;
export type EntryAnswer = VendorAnswer | ServiceAnswer;
export type Override = Body<'putCatalogueVendor'> & Body<'putCatalogueService'>;

interface Field {
  name: string;
  label: string;
  hint: string;
  kinds: readonly CatalogueKind[];
}

const BOTH = ['vendors', 'services'] as const;

/** Fields that are lists of texts, in the order in which they are read. */
export const LIST_FIELDS: readonly Field[] = [
  { name: 'brands', label: 'Brands', hint: 'Redmi', kinds: ['vendors'] },
  { name: 'legalNames', label: 'Legal names', hint: 'Xiaomi Inc.', kinds: ['vendors'] },
  { name: 'spellings', label: 'Other spellings', hint: 'XIAOMI', kinds: ['vendors'] },
  { name: 'models', label: 'Models', hint: 'HM 1S*', kinds: ['vendors'] },
  { name: 'products', label: 'Product code names', hint: 'armani', kinds: ['vendors'] },
  { name: 'domains', label: 'Domains', hint: 'mi.com', kinds: BOTH },
  { name: 'packages', label: 'Packages', hint: 'com.xiaomi.', kinds: BOTH },
  { name: 'firmwarePackages', label: 'Firmware packages', hint: 'com.miui.home', kinds: ['vendors'] },
  { name: 'accountTypes', label: 'Account types', hint: 'com.xiaomi', kinds: ['services'] },
];

/** Fields that are one text. */
export const TEXT_FIELDS: readonly Field[] = [
  { name: 'name', label: 'Name', hint: 'Xiaomi', kinds: BOTH },
  { name: 'operator', label: 'Operator', hint: 'Legal name, where it is not the vendor', kinds: ['services'] },
  { name: 'country', label: 'Country of origin', hint: 'CN', kinds: ['vendors'] },
  { name: 'seat', label: 'Legal seat', hint: 'CN', kinds: BOTH },
];

/** A field of an entry, or of what overrides it. */
export function fieldOf(entry: object | null | undefined, name: string): unknown {
  return (entry as Record<string, unknown> | null | undefined)?.[name];
}

function halves(key: string): { vendor: string; service: string } {
  const [vendor = '', service = ''] = key.split('/');
  return { vendor, service };
}

export function readEntry(kind: CatalogueKind, key: string): Promise<EntryAnswer> {
  return kind === 'vendors'
    ? bodyOf(api.GET('/v1/catalogue/vendors/{key}', { params: { path: { key } } }))
    : bodyOf(api.GET('/v1/catalogue/services/{vendor}/{service}', { params: { path: halves(key) } }));
}

export function putEntry(kind: CatalogueKind, body: Override): Promise<EntryAnswer> {
  return kind === 'vendors'
    ? bodyOf(api.PUT('/v1/catalogue/vendors/{key}', { params: { path: { key: body.key } }, body }))
    : bodyOf(api.PUT('/v1/catalogue/services/{vendor}/{service}', { params: { path: halves(body.key) }, body }));
}

export function resetEntry(kind: CatalogueKind, key: string): Promise<Answer<'resetCatalogueVendor'>> {
  return kind === 'vendors'
    ? bodyOf(api.DELETE('/v1/catalogue/vendors/{key}', { params: { path: { key } } }))
    : bodyOf(api.DELETE('/v1/catalogue/services/{vendor}/{service}', { params: { path: halves(key) } }));
}
