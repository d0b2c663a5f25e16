import type { CatalogueFile } from '../schema.ts';
import { AS_OF } from './shared-sources.ts';

const HOSTS = { title: 'Kaspersky support, addresses used by Kaspersky applications', url: 'https://support.kaspersky.com', date: AS_OF };
const KSN = { title: 'Kaspersky Security Network statement', url: 'https://www.kaspersky.com/ksn', date: AS_OF };
const ORDER = { title: 'U.S. Department of Commerce, final determination on Kaspersky Lab, Inc. (89 FR 52434)', url: 'https://www.federalregister.gov/documents/2024/06/24/2024-13532/final-determination-case-no-icts-2021-002-kaspersky-lab-inc', date: '2024-06-24' };

/** Kaspersky. */
export const kaspersky: CatalogueFile = {
  vendor: {
    key: 'kaspersky',
    name: 'Kaspersky',
    legalNames: ['AO Kaspersky Lab', 'Kaspersky Lab, Inc.', 'Kaspersky Lab Limited', 'Kaspersky Labs GmbH', 'OOO Kaspersky Group', 'АО «Лаборатория Касперского»'],
    brands: ['Kaspersky'],
    spellings: ['Kaspersky Lab', 'Касперский', 'Лаборатория Касперского'],
    models: [],
    products: [],
    packages: ['com.kaspersky.', 'com.kms.'],
    domains: ['kaspersky.com', 'kaspersky.ru', 'kaspersky.co.uk', 'kaspersky.co.in', 'kaspersky.de', 'kaspersky.fr', 'kaspersky-labs.com', 'kasperskylab.com', 'kasperskycontenthub.com', 'kaspersky.net', 'kas-labs.com', 'kaspersky-cn.com', 'securelist.com', 'securelist.ru', 'threatpost.ru', 'viruslist.com', 'ksn.kaspersky-labs.com'],
    country: 'RU',
    seat: 'RU',
    sources: [ORDER, HOSTS],
    asOf: AS_OF,
  },
  services: [
    { key: 'kaspersky/security-network', vendor: 'kaspersky', name: 'Kaspersky Security Network', domains: ['ksn.kaspersky-labs.com', 'ksn-a-stat-geo.kaspersky-labs.com', 'ksn-file-geo.kaspersky-labs.com', 'ksn-verdict-geo.kaspersky-labs.com', 'ksn-url-geo.kaspersky-labs.com', 'ksn-cinfo-geo.kaspersky-labs.com', 'ksn-crypto-file-geo.kaspersky-labs.com', 'ksn-crypto-stat-geo.kaspersky-labs.com', 'ksn-crypto-verdict-geo.kaspersky-labs.com', 'ksn-tboot-geo.kaspersky-labs.com', 'ds.kaspersky.com'], packages: ['com.kms.free', 'com.kms.endpoint'], accountTypes: [], sources: [KSN, HOSTS], asOf: AS_OF },
    { key: 'kaspersky/account', vendor: 'kaspersky', name: 'My Kaspersky', domains: ['my.kaspersky.com', 'account.kaspersky.com', 'center.kaspersky.com'], packages: ['com.kms.free', 'com.kaspersky.passwordmanager', 'com.kaspersky.secure.connection', 'com.kaspersky.safekids'], accountTypes: [], sources: [HOSTS], asOf: AS_OF },
  ],
};
