import { Finding, FindingPage, type VerdictAnswer } from '@cordon/contract';
import { z } from 'zod';
import { listAll } from './list-all.ts';
import type { OperatorClient } from './operator-client.ts';

/** Members of an observed connection that the summary shows. */
const ObservedConnection = z.looseObject({
  host: z.string().optional(),
  ip: z.string().optional(),
  data: z.array(z.string()).optional(),
});

/** How many devices have which verdict, in a line. */
export function countLine(answers: Iterable<VerdictAnswer>): string {
  const counts = new Map<string, number>();
  for (const { verdict } of answers) counts.set(verdict ?? 'gone', (counts.get(verdict ?? 'gone') ?? 0) + 1);
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .map(([verdict, count]) => `${count} ${verdict}`)
    .join(', ');
}

/** What was found on one device: a line for each finding, with the evidence of what went where. */
export async function findingLines(api: OperatorClient, deviceId: string): Promise<string[]> {
  const summaries = await listAll(api, `/v1/findings?deviceId=${deviceId}&status=open`, FindingPage);
  const findings = await Promise.all(summaries.map(({ id }) => api.get(`/v1/findings/${id}`, Finding)));
  // One transfer makes a finding for each of its categories: the line is the same.
  return [...new Set(findings.map(lineOf))].sort();
}

function lineOf(finding: Finding): string {
  const evidence = finding.evidence[0];
  const connection = ObservedConnection.safeParse(evidence?.observed).data;
  const rule = `${finding.ruleId} (${finding.severity})`;
  if (finding.ruleType !== 'egress' || !connection) return `${rule}: ${finding.subject}`;
  const where = [connection.host, connection.ip, evidence?.place?.country].filter(Boolean).join(', ');
  return `${rule}: ${(connection.data ?? ['any data']).join(', ')} to ${where}`;
}
