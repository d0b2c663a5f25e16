import type { ReportSection } from '@cordon/policy';
import { type Endpoint, type SentReport, sendReport } from '../protocol/endpoints.ts';
import type { DeviceKey } from '../protocol/keys.ts';
import { RefusedError } from '../protocol/problem.ts';
import { signReport } from '../protocol/sign-report.ts';
import { buildPayload } from '../scenario/build-payload.ts';
import type { Scenario } from '../scenario/schema.ts';
import type { Handset } from './state-directory.ts';

export interface ReportInput {
  scenario: Scenario;
  scenarioName: string;
  now: Date;
}

/**
 * Sends one report on the scenario, after the one whose answer was lost, if there is any. The sequence number and the
 * payload are saved before they are sent: after a crash the same text goes out again, never another one under its number.
 *
 * @throws RefusedError, NoAnswerError; after the latter, the next call sends the same payload again
 */
export async function reportOnce(endpoint: Endpoint, handset: Handset, input: ReportInput): Promise<SentReport> {
  if (handset.store.load().pending) await unlessConflict(sendPending(endpoint, handset));
  await prepare(handset, input);
  const sent = await unlessConflict(sendPending(endpoint, handset));
  if (sent) return sent;
  // The server knows later reports than this state does, e.g. after a restored backup: go on from its number.
  await prepare(handset, input);
  return sendPending(endpoint, handset);
}

async function unlessConflict(sending: Promise<SentReport>): Promise<SentReport | undefined> {
  try {
    return await sending;
  } catch (error) {
    if (error instanceof RefusedError && error.code === 'sequence-conflict') return undefined;
    throw error;
  }
}

async function prepare({ store }: Handset, { scenario, scenarioName, now }: ReportInput): Promise<void> {
  const state = store.load();
  const seq = state.seq + 1;
  const payload = buildPayload(scenario, {
    deviceId: state.deviceId,
    audience: state.audience,
    seq,
    identity: state.identity,
    now,
    since: state.lastAcceptedAt === undefined ? undefined : new Date(state.lastAcceptedAt),
    omit: (state.policy?.omit ?? []) as ReportSection[],
  });
  await store.save({ ...state, seq, scenario: scenarioName, pending: { seq, payload: JSON.stringify(payload) } });
}

async function sendPending(
  endpoint: Endpoint,
  { key, store }: { key: DeviceKey; store: Handset['store'] },
): Promise<SentReport> {
  const state = store.load();
  if (!state.pending) throw new Error('There is no report to send.');
  try {
    const sent = await sendReport(endpoint, await signReport(key, state.deviceId, state.pending.payload));
    await store.save({
      ...state,
      pending: undefined,
      seq: Math.max(state.seq, sent.lastSeq),
      reportEverySeconds: sent.reportEverySeconds,
      lastAcceptedAt: sent.receivedAt,
    });
    return sent;
  } catch (error) {
    // Kept if it may have arrived or may be sent later; given up if the server will never take it.
    if (isFinal(error)) await store.save({ ...state, pending: undefined, seq: Math.max(state.seq, lastSeqOf(error)) });
    throw error;
  }
}

/** No answer leaves it open; 429 and 5xx say "later". Every other refusal stored nothing and would be the same again. */
function isFinal(error: unknown): boolean {
  return error instanceof RefusedError && error.status < 500 && error.status !== 429;
}

function lastSeqOf(error: unknown): number {
  return error instanceof RefusedError ? (error.problem.lastSeq ?? 0) : 0;
}
