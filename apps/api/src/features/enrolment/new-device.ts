import type { EnrolmentRequest } from '@cordon/contract';
import { deviceSearchText, type Identifier, type LockedEnrolmentToken, type NewDevice } from '@cordon/db';
import { type Catalogue, identifyVendors } from '@cordon/policy';
import type { PublicKey } from '../../jose/public-key.ts';

/** What Android and cheap firmware say instead of a serial number or IMEI: it names no device. */
const PLACEHOLDER = /^(unknown|n\/?a|null|none|0+|0123456789abcdef)$/i;

/** What names the device, each once and in a fixed order, so that parallel enrolments do not wait in a circle. */
export function identifiersOf(device: EnrolmentRequest['device'], key: PublicKey): Identifier[] {
  const { serialNumber, imei = [] } = device;
  const imeis = [...new Set(imei)].filter(isIdentifying).sort();
  return [
    ...imeis.map((value) => ({ kind: 'imei' as const, value })),
    { kind: 'key', value: key.thumbprint },
    ...(isIdentifying(serialNumber) ? [{ kind: 'serial' as const, value: serialNumber }] : []),
  ];
}

function isIdentifying(text: string | undefined): text is string {
  return text !== undefined && text.trim() !== '' && !PLACEHOLDER.test(text.trim());
}

export interface NewDeviceInput {
  organisationId: string;
  id: string;
  token: LockedEnrolmentToken;
  device: EnrolmentRequest['device'];
  key: PublicKey;
  catalogue: Catalogue;
  holder?: { id: string; name: string };
  /** Groups and tags go on with a successor. */
  predecessor?: { id: string; groups: string[]; tags: string[] };
  now: Date;
}

/** The row of a device that enrols. */
export function toNewDevice(input: NewDeviceInput): NewDevice {
  const { organisationId, id, token, device, key, catalogue, holder, predecessor, now } = input;
  const names = {
    manufacturer: device.manufacturer,
    brand: device.brand ?? null,
    model: device.model,
    product: device.product ?? null,
    serialNumber: device.serialNumber ?? null,
    imei: device.imei ?? [],
  };
  const { securityPatch } = device.os;
  return {
    organisationId,
    id,
    state: token.requireApproval ? 'pending' : 'active',
    unitId: token.unitId,
    personId: holder?.id ?? null,
    ownership: token.ownership,
    groups: predecessor?.groups ?? [],
    tags: predecessor?.tags ?? [],
    ...names,
    formFactor: device.formFactor ?? null,
    osName: device.os.name,
    osVersion: device.os.version,
    osBuild: device.os.build ?? null,
    securityPatch: securityPatch ? new Date(`${securityPatch}T00:00:00Z`) : null,
    vendor: identifyVendors(catalogue, device)[0] ?? null,
    searchText: deviceSearchText(names, holder?.name ?? null),
    publicJwk: { ...key.jwk },
    keyAlgorithm: key.algorithm,
    keyThumbprint: key.thumbprint,
    enrolmentTokenId: token.id,
    replacesDeviceId: predecessor?.id ?? null,
    enrolledAt: now,
    identifiers: identifiersOf(device, key),
  };
}
