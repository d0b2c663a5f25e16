import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Scenario } from './schema.ts';

/** What tells one handset from the next of its model. */
export const HandsetIdentity = z.object({ serialNumber: z.string(), imei: z.array(z.string()).optional() });
export type HandsetIdentity = z.infer<typeof HandsetIdentity>;

/**
 * Makes up serial number and IMEI.
 *
 * @param seed the same seed gives the same handset
 */
export function makeIdentity(scenario: Scenario, seed: string): HandsetIdentity {
  const hash = createHash('sha256').update(seed).digest();
  const serialNumber = `SIM${hash.toString('hex', 0, 6).toUpperCase()}`;
  if (scenario.tac === undefined) return { serialNumber };
  const body = scenario.tac + String(hash.readUInt32BE(8) % 1_000_000).padStart(6, '0');
  return { serialNumber, imei: [body + luhnDigit(body)] };
}

/** Check digit of an IMEI (3GPP TS 23.003 annex B: Luhn over 14 digits). */
export function luhnDigit(digits: string): string {
  let sum = 0;
  for (const [index, character] of [...digits].reverse().entries()) {
    const doubled = Number(character) * (index % 2 === 0 ? 2 : 1);
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return String((10 - (sum % 10)) % 10);
}
