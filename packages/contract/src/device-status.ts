import { z } from 'zod';

/** `GET /device/v1/status` (docs/device-protocol.md, "What the device may ask"). */

export const DeviceStatusFinding = z.strictObject({
  policy: z.string(),
  rule: z.string(),
  subject: z.string(),
  severity: z.enum(['info', 'low', 'medium', 'high', 'critical']),
  status: z.enum(['open', 'in-grace', 'waived']),
  firstSeen: z.iso.datetime(),
  /** End of grace; absent: none. */
  dueAt: z.iso.datetime().optional(),
  /** What is wrong, in our words and the language of the answer. */
  description: z.string(),
  /** What to do, in the same language. */
  advice: z.string(),
});

export type DeviceStatusFinding = z.infer<typeof DeviceStatusFinding>;

export const DeviceStatusAdvisory = z.strictObject({
  id: z.uuid(),
  kind: z.enum(['notice', 'circular']),
  severity: z.enum(['info', 'low', 'medium', 'high', 'critical']),
  title: z.string(),
  openedAt: z.iso.datetime(),
});

export type DeviceStatusAdvisory = z.infer<typeof DeviceStatusAdvisory>;

export const DeviceStatus = z.strictObject({
  verdict: z.enum(['non-compliant', 'stale', 'unknown', 'in-grace', 'waived', 'compliant']),
  /** Since when this verdict holds. */
  since: z.iso.datetime(),
  /** Absent: not judged yet. */
  judgedAt: z.iso.datetime().optional(),
  /** Open findings, most severe first, at most 100. */
  findings: z.array(DeviceStatusFinding).max(100),
  findingsTotal: z.int().nonnegative(),
  /** Not yet acknowledged by the holder, newest first, at most 100. */
  advisories: z.array(DeviceStatusAdvisory).max(100),
});
export type DeviceStatus = z.infer<typeof DeviceStatus>;
