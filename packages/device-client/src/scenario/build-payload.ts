import { REPORT_SCHEMA, type ReportPayload } from '@cordon/contract';
import type { DeviceFacts, ReportSection } from '@cordon/policy';
import type { HandsetIdentity } from './identity.ts';
import type { Scenario } from './schema.ts';

/** What a report needs beside the scenario. */
export interface PayloadContext {
  deviceId: string;
  audience: string;
  seq: number;
  identity: HandsetIdentity;
  now: Date;
  /** When the last report was accepted: connections were seen since then. Absent: within the last hour. */
  since?: Date;
  /** Sections that the organisation does not want (`collect` of its policy statement). */
  omit?: readonly ReportSection[];
}

const HOUR_MS = 3_600_000;

/** The device section, as at enrolment and in every report. */
export function deviceFactsOf(scenario: Scenario, identity: HandsetIdentity): DeviceFacts {
  return { ...scenario.device, ...identity } as DeviceFacts;
}

/** The payload of a report on this scenario. */
export function buildPayload(scenario: Scenario, context: PayloadContext): ReportPayload {
  const { posture, carrier, apps, services } = scenario;
  const sections = { posture, carrier, apps, services, connections: datedConnections(scenario, context) };
  for (const section of context.omit ?? []) delete sections[section];
  return {
    iss: context.deviceId,
    aud: context.audience,
    iat: Math.floor(context.now.getTime() / 1000),
    seq: context.seq,
    schema: REPORT_SCHEMA,
    collectedAt: context.now.toISOString(),
    device: deviceFactsOf(scenario, context.identity),
    ...sections,
  };
}

function datedConnections(scenario: Scenario, { now, since }: PayloadContext): Scenario['connections'] {
  const start = Math.min(since?.getTime() ?? now.getTime() - HOUR_MS, now.getTime());
  const firstSeen = new Date(start).toISOString();
  return scenario.connections?.map((connection) => ({ firstSeen, lastSeen: now.toISOString(), ...connection }));
}
