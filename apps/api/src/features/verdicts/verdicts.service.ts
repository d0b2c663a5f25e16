import { createHash } from 'node:crypto';
import { type VerdictAnswer, VerdictName, type VerdictQuery } from '@cordon/contract';
import { lookUpVerdicts, type VerdictLookupResult, type VerdictLookupRow } from '@cordon/db';
import type { Deps } from '../../deps.ts';
import type { Operator } from '../../plugins/operator.ts';
import { isoOrNull } from '../../resources/instants.ts';
import { notFound } from '../../resources/refusals.ts';

type VerdictDeps = Pick<Deps, 'database' | 'clock' | 'judge'>;

/**
 * The verdict of one device, and whether it may connect. It is judged first if its verdict is older than its rules, or a
 * timed change of it is due.
 *
 * @throws AppError `not-found`
 */
export async function showVerdict(deps: VerdictDeps, operator: Operator, query: VerdictQuery): Promise<VerdictAnswer> {
  const [answer] = await look(deps, operator, [query], (row) => row.isDue || row.isBehind);
  if (!answer || answer.verdict === null) throw notFound('device');
  return answer;
}

/** The verdicts of up to 500 devices, in the order asked. Those with a timed change due are judged first. */
export function findVerdicts(
  deps: VerdictDeps,
  operator: Operator,
  queries: readonly VerdictQuery[],
): Promise<VerdictAnswer[]> {
  return look(deps, operator, queries, (row) => row.isDue);
}

async function look(
  deps: VerdictDeps,
  operator: Operator,
  queries: readonly VerdictQuery[],
  mustJudge: (row: VerdictLookupRow) => boolean,
): Promise<VerdictAnswer[]> {
  const { organisationId } = operator;
  const scope = operator.unitScope('verdicts:read');
  const read = () => lookUpVerdicts(deps.database, organisationId, queries, scope, deps.clock.now());
  const stored = await read();
  const due = stored.rows.filter((row) => row !== undefined).filter(mustJudge);
  if (due.length === 0) return toAnswers(stored);
  await deps.judge(organisationId, [...new Set(due.map((row) => row.deviceId))]);
  return toAnswers(await read());
}

function toAnswers({ rows, decisionTable }: VerdictLookupResult): VerdictAnswer[] {
  return rows.map((row) => (row ? toAnswer(row, decisionTable) : UNKNOWN));
}

const UNKNOWN: VerdictAnswer = {
  deviceId: null,
  verdict: null,
  decision: 'deny',
  reasons: [{ code: 'device-unknown' }],
  judgedAt: null,
  validUntil: null,
  policyVersions: [],
};

/** What is not active has no say: its verdict is of the past, or of what nobody has let in yet. */
function toAnswer(row: VerdictLookupRow, table: VerdictLookupResult['decisionTable']): VerdictAnswer {
  const isActive = row.deviceState === 'active';
  const reasons = row.reasons.map(({ code, policyName, ruleId, subject }) => ({ code, policyName, ruleId, subject }));
  return {
    deviceId: row.deviceId,
    verdict: VerdictName.parse(row.verdict),
    decision: isActive ? (table[row.verdict] ?? 'deny') : 'deny',
    reasons: isActive ? reasons : [{ code: `device-${row.deviceState}` }],
    judgedAt: isoOrNull(row.judgedAt),
    validUntil: isActive ? isoOrNull(row.nextChangeAt) : null,
    policyVersions: row.policies.map(({ name, version }) => ({ name, version })),
  };
}

/** Strong entity tag of an answer (RFC 9110 section 8.8.3). */
export function entityTagOf(answer: VerdictAnswer): string {
  return `"${createHash('sha256').update(JSON.stringify(answer)).digest('base64url').slice(0, 27)}"`;
}

/** Whether `If-None-Match` names the tag; the comparison is weak (RFC 9110 section 13.1.2). */
export function isMatched(ifNoneMatch: string | undefined, entityTag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const tags = ifNoneMatch.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return tags.includes('*') || tags.includes(entityTag);
}
