import type { Catalogue } from '../catalogue/index.ts';
import { compareText } from '../language/fault.ts';
import type { FindingState } from '../types.ts';
import { shortListOf } from './formats.ts';
import type { Language } from './languages/language.ts';

/** Whose servers data went to, by catalogue keys. */
export interface Operator {
  vendor: string;
  service?: string;
}

/** Who runs the host that the newest evidence names; `undefined`: the catalogue does not know. */
export function operatorOf({ evidence }: FindingState, catalogue: Catalogue): Operator | undefined {
  const entry = evidence[0]?.catalogueEntry ?? '';
  const key = entry.slice(entry.indexOf(':') + 1);
  if (entry.startsWith('vendor:')) return catalogue.vendors.has(key) ? { vendor: key } : undefined;
  const service = entry.startsWith('service:') ? catalogue.services.get(key) : undefined;
  return service && { vendor: service.vendor, service: key };
}

/** "Xiaomi (Mi Account and Mi Cloud)": one vendor with those of its services that are known to be meant. */
export function operatorsName(
  operators: readonly Operator[],
  catalogue: Catalogue,
  language: Language,
): string | undefined {
  const [first] = operators;
  if (first === undefined) return undefined;
  const keys = new Set(operators.flatMap(({ service }) => service ?? []));
  const names = [...new Set([...keys].flatMap((key) => plainServiceName(key, catalogue) ?? []))].sort(compareText);
  const services = shortListOf(names, language);
  const vendor = catalogue.vendors.get(first.vendor)?.name;
  if (vendor === undefined || services === undefined) return vendor ?? services;
  // "Samsung Cloud" says whose it is.
  return names.every((name) => name.toLowerCase().startsWith(vendor.toLowerCase()))
    ? services
    : `${vendor} (${services})`;
}

/** Catalogue name of a service without what stands in brackets, so that it can stand in brackets itself. */
export function plainServiceName(key: string, catalogue: Catalogue): string | undefined {
  const name = catalogue.services.get(key)?.name;
  return name?.replaceAll(/\s*\([^()]*\)/g, '').trim() || name;
}

/** Name of the catalogue's service that a package belongs to. */
export function appServiceName(packageName: string, catalogue: Catalogue): string | undefined {
  const owner = [...catalogue.services.values()].find(({ packages }) =>
    packages.some((known) => (known.endsWith('.') ? packageName.startsWith(known) : packageName === known)),
  );
  return owner && plainServiceName(owner.key, catalogue);
}
