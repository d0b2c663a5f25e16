import { z } from 'zod';
import { boundedText } from '../../facts.ts';
import { alsoIfFaulty, listOf } from '../text.ts';

/** SHA-256 of a signing certificate; colons and case do not matter. */
export const SignerDigest = z
  .string()
  .max(128)
  .regex(/^[sS][hH][aA]256:(?:[0-9a-fA-F]{2}:?){31}[0-9a-fA-F]{2}$/, 'must be sha256: and 64 hexadecimal digits');

/** A whole package name, case-sensitive. */
export const PackageName = boundedText(256)
  .min(1)
  .refine((text) => !text.includes('*'), {
    error: 'is matched whole: name the package, or use publisher for a prefix',
  });

/** A prefix of package names. */
export const Publisher = boundedText(256)
  .min(2)
  .refine((text) => text.endsWith('.') && !text.includes('*'), {
    error: 'must be a package prefix that ends in a dot, such as com.baidu.',
  });

/** An app by package, signer or publisher; all the fields given must match. */
export const AppEntry = z
  .strictObject(
    { package: PackageName.optional(), signer: SignerDigest.optional(), publisher: Publisher.optional() },
    {
      error: ({ code, input }) =>
        code === 'invalid_type' && typeof input === 'string'
          ? 'must be a mapping: write { package: … }, { signer: … } or { publisher: … }'
          : undefined,
    },
  )
  .refine((entry) => Object.keys(entry).length > 0, alsoIfFaulty('must name a package, a signer or a publisher'));
export type AppEntry = z.infer<typeof AppEntry>;

/** An app that may be present only with these signers. */
export const AppPin = z.strictObject({ package: PackageName, signers: listOf(SignerDigest, 64) });
export type AppPin = z.infer<typeof AppPin>;

/** Bans apps, pins apps to their signers, or names the only apps allowed. */
export const AppRule = z
  .strictObject({
    deny: listOf(AppEntry).optional(),
    pin: listOf(AppPin).optional(),
    allowOnly: listOf(AppEntry).optional(),
  })
  .refine(
    (rule) => (rule.allowOnly === undefined) !== (rule.deny === undefined && rule.pin === undefined),
    alsoIfFaulty('must have deny and/or pin, or else allowOnly'),
  )
  .meta({ anyOf: [{ required: ['deny'] }, { required: ['pin'] }, { required: ['allowOnly'] }] });
export type AppRule = z.infer<typeof AppRule>;
