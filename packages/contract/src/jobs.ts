import { z } from 'zod';

/**
 * Queue names and job payloads. A job is a doorbell: it carries ids, never data, and doing it twice does no harm.
 * What it stands for is in the database, and the sweeper rings again for whatever was left behind.
 */

const Ids = z.array(z.uuid()).min(1).max(500);

/** Judge these devices: read their unjudged reports, or judge the last one again if a change is due. */
export const EvaluateJob = z.strictObject({ organisationId: z.uuid(), deviceIds: Ids });
export type EvaluateJob = z.infer<typeof EvaluateJob>;

/** Send these deliveries if they are due. */
export const DeliverJob = z.strictObject({ organisationId: z.uuid(), deliveryIds: Ids });
export type DeliverJob = z.infer<typeof DeliverJob>;

export const QUEUES = { evaluate: EvaluateJob, deliver: DeliverJob } as const;
export type QueueName = keyof typeof QUEUES;
