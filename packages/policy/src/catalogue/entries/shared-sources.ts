import type { CatalogueSource } from '../schema.ts';

/** The day the built-in entries were last gone through as a whole. */
export const AS_OF = '2026-11-22';

/** Models and device code names. */
export const PLAY_DEVICES: CatalogueSource = {
  title: 'Google Play, list of supported devices',
  url: 'https://storage.googleapis.com/play_public/supported_devices.html',
  date: '2023-05-01',
};

/** Who runs which domain. */
export const DOMAIN_LISTS: CatalogueSource = {
  title: 'domain-list-community: domains by operator',
  url: 'https://github.com/v2fly/domain-list-community',
  date: AS_OF,
};

/** Hosts named in vendors' own published software: service kits, updaters, system apps. */
export const VENDOR_SOFTWARE: CatalogueSource = {
  title: "Hosts and package names in the vendor's published apps and service kits",
  date: AS_OF,
};
