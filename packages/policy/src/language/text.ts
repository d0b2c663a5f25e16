import { z } from 'zod';
import { boundedText } from '../facts.ts';

/** Most entries of one list: what the engine is measured with (bench/policy). */
export const LONGEST_LIST = 100_000;

/**
 * For a refinement of an object as a whole: it is checked even where a member is at fault, so that all faults are told at once.
 * Such a check may look at which members there are, not at what they hold.
 */
export function alsoIfFaulty(error: string) {
  return {
    error,
    when: ({ value }: { value: unknown }) => typeof value === 'object' && value !== null && !Array.isArray(value),
  };
}

/** A non-empty list of at most `max` entries. */
export function listOf<T extends z.ZodType>(entry: T, max = LONGEST_LIST) {
  return z.array(entry).min(1, 'must have at least one entry').max(max);
}

/** A stable key chosen by the author: policy name, rule id, evidence id, remediation id. */
export const Id = z
  .string()
  .max(64)
  .regex(/^[a-z0-9][a-z0-9-]*$/, {
    error: ({ input }) => `must be lower-case letters, digits and hyphens${asId(input)}`,
  });

function asId(input: unknown): string {
  const id = String(input)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return id === '' ? ', such as banned-vendor' : `: write ${id}`;
}

/** Text of one line, such as a title. */
export const Line = boundedText(200).min(1);

/** Text of a few paragraphs. */
export const Paragraph = boundedText(4_000);

/** Key of a unit, group or device. */
export const ScopeKey = boundedText(128).min(1);

/** A pattern with `*` for any run of characters; everything else stands for itself. */
export const Glob = boundedText(128).min(1).meta({ description: 'Pattern; * stands for any run of characters.' });

// Words that are looked up: any short text passes here, so that the linter can say which known one was meant.

/** Catalogue key of a vendor, such as `xiaomi`. */
export const VendorKey = boundedText(64)
  .min(1)
  .meta({ pattern: '^[a-z0-9][a-z0-9-]*$', examples: ['xiaomi'] });

/** Catalogue key of a service, such as `xiaomi/mi-cloud`. */
export const ServiceKey = boundedText(129)
  .min(1)
  .meta({ pattern: '^[a-z0-9][a-z0-9-]*/[a-z0-9][a-z0-9-]*$', examples: ['xiaomi/mi-cloud'] });

/** ISO 3166-1 alpha-2 code. */
export const CountryCode = boundedText(64)
  .min(1)
  .meta({ pattern: '^[A-Z]{2}$', examples: ['CN'] });

/** Lower-case name of an operating system as devices report it. */
export const PlatformName = z
  .string()
  .max(32)
  .regex(/^[a-z][a-z0-9-]*$/, {
    error: ({ input }) =>
      `must be an operating system in lower case: write ${
        String(input)
          .toLowerCase()
          .replaceAll(/[^a-z0-9-]/g, '') || 'android'
      }`,
  });

/** http or https address of a source. */
export const SourceUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https address' }).max(2_048);
