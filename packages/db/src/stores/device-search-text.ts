/** What the search of devices looks through. */
export interface SearchedDevice {
  model: string;
  brand: string | null;
  manufacturer: string;
  product: string | null;
  serialNumber: string | null;
  imei: readonly string[];
}

/**
 * `devices.search_text`: lower-cased names and identifiers of a device and the name of its holder. Written whenever one of
 * them changes: at enrolment, with a report, when the device changes hands, when its holder is renamed or erased.
 */
export function deviceSearchText(device: SearchedDevice, holderName: string | null): string {
  const parts = [
    device.manufacturer,
    device.brand,
    device.model,
    device.product,
    device.serialNumber,
    ...device.imei,
    holderName,
  ];
  return [...new Set(parts.filter((part) => part !== null && part !== ''))].join(' ').toLowerCase();
}
