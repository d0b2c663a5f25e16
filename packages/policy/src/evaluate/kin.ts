import { isVendorConflict } from '../matching/identify-vendors.ts';
import type { Run } from './run.ts';

/** Whether a vendor may stand together with those that the device is known by; with none of them, no vendor may. */
export function isKin(key: string, own: readonly string[], { compiled }: Run): boolean {
  return (
    own.length > 0 &&
    !isVendorConflict(compiled.catalogue, { manufacturer: [...own], brand: [key], model: [], product: [] })
  );
}
