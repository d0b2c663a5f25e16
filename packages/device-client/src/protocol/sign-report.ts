import type { DeviceKey } from './keys.ts';
import { signText } from './sign.ts';

/**
 * Signs the payload of a report (docs/device-protocol.md, "Report").
 *
 * @param payload JSON text; a report sent again must be the same text, whatever key signs it by then
 */
export function signReport(key: DeviceKey, deviceId: string, payload: string): Promise<string> {
  return signText(key, { typ: 'report+jwt', kid: deviceId }, payload);
}
