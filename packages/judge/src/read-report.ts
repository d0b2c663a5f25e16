import { inflateRawSync } from 'node:zlib';
import type { StoredReport } from '@cordon/db';
import type { ReportFacts } from '@cordon/policy';

/** Most bytes of an inflated payload: the protocol's body is at most 1 MiB, and what is stored came out of one. */
const MAX_PAYLOAD_BYTES = 2 * 1_048_576;

/**
 * The facts of a stored report. They were validated before it was stored; here only what would be wrong with the
 * stored bytes themselves is found.
 *
 * @returns the reason as a text without content, if it cannot be read
 */
export function readReport(stored: StoredReport): { facts: ReportFacts } | { fault: string } {
  try {
    const bytes =
      stored.encoding === 1 ? inflateRawSync(stored.payload, { maxOutputLength: MAX_PAYLOAD_BYTES }) : stored.payload;
    const facts = JSON.parse(bytes.toString('utf8')) as ReportFacts | null;
    const isWhole = typeof facts?.device?.manufacturer === 'string' && typeof facts.device.os?.name === 'string';
    return isWhole ? { facts } : { fault: 'its payload has no device section' };
  } catch (error) {
    return { fault: `its payload cannot be read (${(error as Error).name})` };
  }
}
