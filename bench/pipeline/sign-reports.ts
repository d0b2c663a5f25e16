import { createPrivateKey } from 'node:crypto';
import { signCompact } from '../../tests/support/rig/device-key.ts';
import { toRequest, writeRequests } from './report-file.ts';
import { habitsOf, reportText } from './workload.ts';

export interface SignInput {
  path: string;
  devices: { id: string; index: number; key: string }[];
  /** Reports of each device begin with this number. */
  firstSeq: number;
  rounds: number;
  /** Milliseconds: when the first of these reports was collected; each round is a second later. */
  collectedFrom: number;
}

/** Signs `rounds` reports of each device into a file, one of each device in turns. */
export async function signReports({ path, devices, firstSeq, rounds, collectedFrom }: SignInput): Promise<number> {
  const file = writeRequests(path);
  const signers = devices.map((device) => ({
    id: device.id,
    habits: habitsOf(device.index, firstSeq),
    key: createPrivateKey({ key: Buffer.from(device.key, 'base64'), format: 'der', type: 'pkcs8' }),
  }));
  for (let round = 0; round < rounds; round++) {
    const seq = firstSeq + round;
    const iat = Math.floor(collectedFrom / 1_000) + round;
    for (const { id, habits, key } of signers)
      file.write(toRequest(signCompact(key, id, reportText(habits, id, seq, iat))));
  }
  file.close();
  return devices.length * rounds;
}
