import { z } from 'zod';
import { HandsetIdentity } from '../scenario/identity.ts';

/** What a handset remembers between two runs, beside its key. */
export const HandsetState = z.object({
  /** Origin it reports to, as enrolment gave it. */
  url: z.string(),
  audience: z.string(),
  deviceId: z.string(),
  organisation: z.object({ id: z.string(), name: z.string() }),
  /** As enrolment answered; a pending device is confirmed without being told. */
  state: z.enum(['active', 'pending']),
  reportEverySeconds: z.number(),
  /** The organisation's public keys, pinned. */
  keys: z.array(z.record(z.string(), z.unknown())),
  identity: HandsetIdentity,
  /** Scenario of the last report, the default of the next. */
  scenario: z.string(),
  /** Highest sequence number ever used. */
  seq: z.number(),
  /** A report whose answer has not come: the very text that was signed. */
  pending: z.object({ seq: z.number(), payload: z.string() }).optional(),
  /** When the last report was accepted, by the server's clock. */
  lastAcceptedAt: z.string().optional(),
  policy: z
    .object({
      etag: z.string().optional(),
      validUntil: z.string(),
      lifetimeSeconds: z.number(),
      omit: z.array(z.string()),
    })
    .optional(),
});
export type HandsetState = z.infer<typeof HandsetState>;

/** Where a handset keeps its state: a directory, or memory in a simulated fleet. `save` resolves once it is safe. */
export interface StateStore {
  load(): HandsetState;
  save(state: HandsetState): Promise<void>;
}

/** Keeps the state in memory only. */
export function memoryStore(initial: HandsetState): StateStore {
  let current = initial;
  return {
    load: () => current,
    save: async (state) => {
      current = state;
    },
  };
}
