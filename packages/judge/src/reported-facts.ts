import { type DeviceScope, deviceSearchText, type ReportedFacts } from '@cordon/db';
import type { Catalogue, ReportFacts } from '@cordon/policy';
import { identifyVendors } from '@cordon/policy';

/**
 * What the device's row is to say after a report, or `undefined` if it says so already. Serial number and IMEI stay as
 * enrolled: a device that reports others is an identity conflict, not a new truth.
 */
export function changedFacts(scope: DeviceScope, report: ReportFacts, catalogue: Catalogue): ReportedFacts | undefined {
  const { device } = report;
  const names = {
    manufacturer: device.manufacturer,
    brand: device.brand ?? null,
    model: device.model,
    product: device.product ?? null,
  };
  const searched = { ...names, serialNumber: scope.serialNumber, imei: scope.imei };
  const facts: ReportedFacts = {
    ...names,
    deviceId: scope.deviceId,
    formFactor: device.formFactor ?? scope.formFactor,
    osName: device.os.name,
    osVersion: device.os.version,
    osBuild: device.os.build ?? null,
    securityPatch: device.os.securityPatch ?? null,
    vendor: identifyVendors(catalogue, device)[0] ?? null,
    searchText: deviceSearchText(searched, scope.personName),
  };
  const isChanged = Object.entries(facts).some(([name, value]) => scope[name as keyof DeviceScope] !== value);
  return isChanged ? facts : undefined;
}
