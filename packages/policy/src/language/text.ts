import { z } from 'zod';
import { boundedText } from '../facts.ts';
import { isCountryCode } from './countries.ts';

/** Most entries of one list: what the engine is measured with (bench/policy). */
export const LONGEST_LIST = 100_000;

/** A non-empty list of at most `max` entries. */
export function listOf<T extends z.ZodType>(entry: T, max = LONGEST_LIST) {
  return z.array(entry).min(1, 'must have at least one entry').max(max);
}

/** A stable key chosen by the author: policy name, rule id, evidence id, remediation id. */
export const Id = z
  .string()
  .max(64)
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens, such as banned-vendor');

/** Text of one line, such as a title. */
export const Line = boundedText(200).min(1);

/** Text of a few paragraphs. */
export const Paragraph = boundedText(4_000);

/** Key of a unit, group or device. */
export const ScopeKey = boundedText(128).min(1);

/** A pattern with `*` for any run of characters; everything else stands for itself. */
export const Glob = boundedText(128).min(1).meta({ description: 'Pattern; * stands for any run of characters.' });

/** Catalogue key of a vendor, such as `xiaomi`. */
export const VendorKey = z
  .string()
  .max(64)
  .regex(/^[a-z0-9][a-z0-9-]*$/, 'must be a vendor key of the catalogue, such as xiaomi');

/** Catalogue key of a service, such as `xiaomi/mi-cloud`. */
export const ServiceKey = z
  .string()
  .max(129)
  .regex(/^[a-z0-9][a-z0-9-]*\/[a-z0-9][a-z0-9-]*$/, 'must be a service key of the catalogue, such as xiaomi/mi-cloud');

/** ISO 3166-1 alpha-2 code. */
export const CountryCode = z
  .string()
  .max(2, 'must be an ISO 3166-1 code of two capital letters, such as CN')
  .refine(isCountryCode, { error: 'must be an ISO 3166-1 code of two capital letters, such as CN' });

/** Lower-case name of an operating system as devices report it. */
export const PlatformName = z
  .string()
  .max(32)
  .regex(/^[a-z][a-z0-9-]*$/, 'must be a lower-case operating system name, such as android');

/** http or https address of a source. */
export const SourceUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).max(2_048);
