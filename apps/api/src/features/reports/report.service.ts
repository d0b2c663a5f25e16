import { AppError, type ReportAccepted } from '@cordon/contract';
import type { IncomingReport, IngestResult } from '@cordon/db';
import { type Clock, type Config, newId } from '@cordon/runtime';
import {
  assertNotRetired,
  authenticateDevice,
  invalidSignature,
  retiredDevice,
  unknownDevice,
} from '../../devices/authenticate-device.ts';
import type { DeviceDirectory, KnownDevice } from '../../devices/device-directory.ts';
import { type CompactJws, parseCompactJws } from '../../jose/compact-jws.ts';
import type { DeviceRateLimits } from '../../plugins/rate-limit.ts';
import { type CheckedReport, checkReport } from './check-report.ts';
import { reducePayload } from './collection.ts';
import { encodePayload } from './encode-payload.ts';
import type { GroupCommit } from './group-commit.ts';

export interface ReportServiceDeps {
  clock: Clock;
  directory: DeviceDirectory;
  groupCommit: GroupCommit;
  rateLimits: DeviceRateLimits;
  /** Accepted values of `aud`. */
  audiences: ReadonlySet<string>;
  config: Pick<Config, 'reportEverySeconds'>;
}

export interface ReceivedReport {
  /** 202 the first time, 200 for the same payload again. */
  status: 200 | 202;
  answer: ReportAccepted;
}

/**
 * Takes one report in: checked in the protocol's order, answered once it is durable.
 *
 * @param body the compact JWS as received
 * @param source rate-limiting key of the caller's address
 * @throws AppError as docs/device-protocol.md lists; nothing was stored then
 */
export async function receiveReport(deps: ReportServiceDeps, body: Buffer, source: string): Promise<ReceivedReport> {
  const { report, device } = await admit(deps, body, source);
  const result = await deps.groupCommit.submit(report);
  return toAnswer(result, device, deps);
}

/** What may be stored. A function of its own: what it parsed is let go before the report waits for its batch. */
async function admit(
  deps: ReportServiceDeps,
  body: Buffer,
  source: string,
): Promise<{ report: IncomingReport; device: KnownDevice }> {
  deps.rateLimits.byAddress.take(source);
  const { jws, kid } = parseReport(body);
  const device = await authenticateDevice(deps.directory, jws, kid);
  deps.rateLimits.byAddress.giveBack(source);
  deps.rateLimits.byDevice.take(device.id);
  const checked = await checkInOrder(deps, jws, kid, device);
  return { report: toIncomingReport(deps, jws, device, checked), device };
}

function parseReport(body: Buffer): { jws: CompactJws; kid: string } {
  // latin1 keeps every byte apart, so that what is not ASCII stays visible to the parser.
  const jws = parseCompactJws(body.toString('latin1'), { type: 'report+jwt' });
  if ('fault' in jws) throw new AppError('malformed', jws.detail);
  const { kid } = jws.header;
  if (typeof kid !== 'string') throw new AppError('malformed', 'The header "kid" must be the device id.');
  return { jws, kid };
}

/**
 * What comes after the signature. If anything fails, the device's row is read again first: retired or rotated since it
 * was remembered, it is to be told that, which stands earlier in the order.
 */
async function checkInOrder(
  deps: ReportServiceDeps,
  jws: CompactJws,
  kid: string,
  device: KnownDevice,
): Promise<CheckedReport> {
  try {
    return check(deps, jws, kid, device);
  } catch (refusal) {
    const fresh = await deps.directory.refresh(kid);
    if (fresh && fresh.key.thumbprint !== device.key.thumbprint) throw invalidSignature();
    if (fresh) check(deps, jws, kid, fresh);
    throw refusal;
  }
}

function check(deps: ReportServiceDeps, jws: CompactJws, kid: string, device: KnownDevice): CheckedReport {
  if (jws.payload.iss !== kid) throw new AppError('key-mismatch', 'The "iss" of the report is not its "kid".');
  assertNotRetired(device);
  return checkReport(jws, deps.audiences, deps.clock.now());
}

function toIncomingReport(
  deps: ReportServiceDeps,
  jws: CompactJws,
  device: KnownDevice,
  checked: CheckedReport,
): IncomingReport {
  const reduction = reducePayload(jws.payload, device);
  const stored = reduction?.bytes ?? jws.payloadBytes;
  return {
    deviceId: device.id,
    seq: checked.seq,
    reportId: newId(deps.clock.now()),
    keyThumbprint: device.key.thumbprint,
    collectedAt: checked.collectedAt,
    protectedHeader: jws.protectedHeader,
    signature: jws.signature,
    ...encodePayload(jws.payloadBytes, stored),
    ...(reduction ? { reduced: reduction.reduced as Record<string, number> } : {}),
  };
}

function toAnswer(
  result: IngestResult,
  device: KnownDevice,
  { config, directory }: Pick<ReportServiceDeps, 'config' | 'directory'>,
): ReceivedReport {
  const progress = { lastSeq: result.lastSeq, reportEverySeconds: config.reportEverySeconds };
  switch (result.outcome) {
    case 'stored':
    case 'repeated': {
      const { reportId, receivedAt } = result as { reportId: string; receivedAt: Date };
      const answer = { reportId, receivedAt: receivedAt.toISOString(), status: 'accepted' as const, ...progress };
      return { status: result.outcome === 'stored' ? 202 : 200, answer };
    }
    case 'sequence-conflict':
      throw new AppError('sequence-conflict', 'Another report has this sequence number; go on from "lastSeq".', {
        extensions: progress,
      });
    case 'device-unknown':
      throw unknownDevice();
    case 'device-retired':
      directory.forget(device.id);
      throw retiredDevice();
    case 'key-mismatch':
      // Rotated between the check and the insert: from then on only the new key counts.
      directory.forget(device.id);
      throw invalidSignature();
  }
}
