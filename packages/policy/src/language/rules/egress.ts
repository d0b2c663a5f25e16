import { z } from 'zod';
import { boundedText, DataCategory } from '../../facts.ts';
import { alsoIfFaulty, CountryCode, listOf, VendorKey } from '../text.ts';

/** Where data went: the keys are alternatives. `countries`, `networks` and `asns` speak of the address, the rest of the host. */
export const Destinations = z
  .strictObject({
    countries: listOf(CountryCode, 300).optional(),
    jurisdictions: listOf(CountryCode, 300).optional(),
    vendors: listOf(VendorKey, 10_000).optional(),
    domains: listOf(boundedText(253).min(1)).optional(),
    networks: listOf(boundedText(64).min(1)).optional(),
    asns: listOf(z.int().min(1).max(4_294_967_295), 10_000).optional(),
  })
  .refine(
    (places) => Object.keys(places).length > 0,
    alsoIfFaulty('must name at least one of countries, jurisdictions, vendors, domains, networks, asns'),
  );
export type Destinations = z.infer<typeof Destinations>;

/** Says which data may go where. `data` absent: any transfer at all. Under `allow`, everything else fails. */
export const EgressRule = z
  .strictObject({
    data: listOf(DataCategory, DataCategory.options.length).optional(),
    deny: Destinations.optional(),
    allow: Destinations.optional(),
  })
  .refine(
    (rule) => (rule.deny === undefined) !== (rule.allow === undefined),
    alsoIfFaulty('must have either deny or allow, not both and not neither'),
  )
  .meta({ oneOf: [{ required: ['deny'] }, { required: ['allow'] }] });
export type EgressRule = z.infer<typeof EgressRule>;
