import { AppError, type InputFault, quickCheck, REPORT_SCHEMA, ReportPayload } from '@cordon/contract';
import type { CompactJws } from '../../jose/compact-jws.ts';
import { zodFaults } from '../../plugins/error-handler.ts';
import { findUnsafeText } from './payload-text.ts';

/** How far a device's clock may run ahead, and how far it may have collected ahead of signing. */
const MAX_AHEAD_SECONDS = 300;

/** What the service needs of a payload that passed. */
export interface CheckedReport {
  seq: number;
  collectedAt: Date;
}

/**
 * Checks a payload whose signature was found valid, in the protocol's order: `audience-mismatch`, `clock-skew`,
 * `schema-unsupported`, `validation`.
 *
 * @throws AppError for the first that fails
 */
export function checkReport(
  { payload, payloadBytes: bytes }: Pick<CompactJws, 'payload' | 'payloadBytes'>,
  audiences: ReadonlySet<string>,
  now: Date,
): CheckedReport {
  if (typeof payload.aud !== 'string' || !audiences.has(payload.aud)) {
    throw new AppError('audience-mismatch', 'The "aud" of the report is not the audience that enrolment returned.');
  }
  if (typeof payload.iat === 'number' && payload.iat > now.getTime() / 1_000 + MAX_AHEAD_SECONDS) {
    throw new AppError(
      'clock-skew',
      `The report is signed more than ${MAX_AHEAD_SECONDS} s ahead of the server's Date.`,
    );
  }
  if (payload.schema !== REPORT_SCHEMA) {
    throw new AppError('schema-unsupported', `This server understands report schema ${REPORT_SCHEMA}.`);
  }
  return validate(payload, bytes);
}

/** Nearly every report is valid, and holds nothing that the protocol does not name: of those no faults are to be told. */
const isPlainlyValid = quickCheck(ReportPayload);

function validate(payload: Readonly<Record<string, unknown>>, bytes: Buffer): CheckedReport {
  if (!isPlainlyValid(payload)) {
    const result = ReportPayload.safeParse(payload);
    if (!result.success) throw invalid(zodFaults(result.error));
    const unsafe = findUnsafeText(payload, bytes);
    if (unsafe) throw invalid([unsafe]);
  }
  const { seq, iat, collectedAt: text } = payload as ReportPayload;
  const collectedAt = new Date(text);
  if (collectedAt.getTime() > (iat + MAX_AHEAD_SECONDS) * 1_000) {
    throw invalid([{ pointer: '/collectedAt', detail: `lies more than ${MAX_AHEAD_SECONDS} s after "iat"` }]);
  }
  return { seq, collectedAt };
}

function invalid(errors: InputFault[]): AppError {
  return new AppError('validation', 'The report is invalid; see "errors".', { errors });
}
