import type { Catalogue } from '../catalogue/schema.ts';
import { matchHost } from './catalogue-match.ts';

/** Who answers for a host, and under which jurisdiction (ISO 3166-1 alpha-2; absent: not known). */
export interface DomainOperator {
  vendor: string;
  service?: string;
  seat?: string;
}

/** The operator of a host by the catalogue alone: a service's own seat, else its vendor's. `undefined`: no known operator. */
export function domainOperator(catalogue: Catalogue, host: string): DomainOperator | undefined {
  const { vendor, service } = matchHost(catalogue, host);
  if (vendor === undefined) return undefined;
  const entry = service === undefined ? undefined : catalogue.services.get(service);
  const seat = entry?.seat ?? catalogue.vendors.get(vendor)?.seat;
  return { vendor, ...(service !== undefined && { service }), ...(seat !== undefined && { seat }) };
}
