import { AppFacts, CarrierFacts, ConnectionFacts, DeviceFacts, PostureFacts, ServiceFacts } from '@cordon/policy';
import { z } from 'zod';

/**
 * A scenario: what a handset of one kind would report. Its sections are those of a report; a section left out is "not
 * collected". Serial number and IMEI are made for each handset, times of connections are filled in when reporting.
 */
export const Scenario = z.strictObject({
  title: z.string().min(1).max(200),
  /** What it stands for, and where its facts come from. */
  description: z.string().max(4_000).optional(),
  device: DeviceFacts.omit({ serialNumber: true, imei: true }),
  /** First eight digits of the IMEI (type allocation code); absent: the handset reports no IMEI. */
  tac: z
    .string()
    .regex(/^\d{8}$/, 'must be eight digits')
    .optional(),
  posture: PostureFacts.optional(),
  carrier: CarrierFacts.optional(),
  apps: z.array(AppFacts).optional(),
  services: z.array(ServiceFacts).optional(),
  connections: z.array(ConnectionFacts).optional(),
});
export type Scenario = z.infer<typeof Scenario>;
