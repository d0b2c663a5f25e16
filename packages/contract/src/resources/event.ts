import { z } from 'zod';

/** `/v1/events`: what changed, as server-sent events; only where it changed is told, never what. */

export const EventTopic = z.enum(['devices', 'findings', 'inventory', 'advisories', 'enrolment-tokens', 'policies']);
export type EventTopic = z.infer<typeof EventTopic>;

/** Data of an event `changed`. */
export const ChangedEvent = z.object({
  topics: z.array(
    z.object({
      topic: EventTopic,
      unitIds: z
        .array(z.uuid())
        .nullable()
        .describe('Units of the caller in which something changed; null: of more than 100, or in no unit.'),
    }),
  ),
});
export type ChangedEvent = z.infer<typeof ChangedEvent>;
