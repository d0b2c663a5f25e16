import type { CollectionRule, OrganisationSettings } from '@cordon/contract';
import type { KnownDevice } from './device-directory.ts';

/** The collection rule for a device, by its ownership; empty: everything is collected. */
export function collectionRuleOf(device: Pick<KnownDevice, 'settings' | 'ownership'>): CollectionRule {
  return (device.settings as Partial<OrganisationSettings>).collection?.[device.ownership] ?? {};
}
