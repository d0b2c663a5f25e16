import { EnrolmentLimits, type EnrolmentRequest } from '@cordon/contract';
import { type Catalogue, globMatcher, identifyVendors } from '@cordon/policy';

/**
 * Whether a token is for this device. Every limit that is given must be met; a device that does not tell its serial
 * number does not meet a limit on serial numbers.
 *
 * @param limits `enrolment_tokens.limits`
 */
export function isAllowedByLimits(catalogue: Catalogue, limits: unknown, device: EnrolmentRequest['device']): boolean {
  const { vendors, models, serialNumbers, imeis } = EnrolmentLimits.parse(limits);
  if (vendors && !identifyVendors(catalogue, device).some((vendor) => vendors.includes(vendor))) return false;
  if (models && !models.some((pattern) => matchesModel(pattern, device))) return false;
  if (serialNumbers && !serialNumbers.includes(device.serialNumber ?? '')) return false;
  if (imeis && !device.imei?.some((imei) => imeis.includes(imei))) return false;
  return true;
}

function matchesModel(pattern: string, { model, product }: EnrolmentRequest['device']): boolean {
  const matches = globMatcher(pattern.toLowerCase());
  return matches(model.toLowerCase()) || (product !== undefined && matches(product.toLowerCase()));
}
