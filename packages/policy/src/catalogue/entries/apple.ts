import type { CatalogueFile } from '../schema.ts';
import { AS_OF } from './shared-sources.ts';

const HOSTS = { title: 'Apple, Use Apple products on enterprise networks (hosts and ports)', url: 'https://support.apple.com/en-us/101555', date: AS_OF };
const REPORT = { title: 'Apple Inc., Form 10-K for fiscal 2024', url: 'https://investor.apple.com', date: '2024-11-01' };
const GCBD = { title: 'Apple, iCloud in China is operated by GCBD', url: 'https://support.apple.com/en-us/111754', date: '2018-02-28' };

/** Apple. */
export const apple: CatalogueFile = {
  vendor: {
    key: 'apple',
    name: 'Apple',
    legalNames: ['Apple Inc.', 'Apple Computer, Inc.', 'Apple Distribution International Ltd.', 'Apple India Private Limited'],
    brands: ['Apple', 'iPhone', 'iPad'],
    spellings: ['苹果'],
    models: ['iPhone', 'iPhone*,*', 'iPhone 1*', 'iPhone SE*', 'iPhone X*', 'iPad', 'iPad*,*', 'iPad Air*', 'iPad Pro*', 'iPad mini*', 'iPod*,*', 'Watch1,*', 'Watch2,*', 'Watch3,*', 'Watch4,*', 'Watch5,*', 'Watch6,*', 'Watch7,*', 'MacBook*', 'iMac*', 'Macmini*', 'MacPro*', 'AppleTV*'],
    products: ['iPhone*,*', 'iPad*,*'],
    packages: [],
    domains: ['apple.com', 'apple.com.cn', 'apple.co', 'apple-dns.net', 'apple-dns.cn', 'apple-cloudkit.com', 'apple-livephotoskit.com', 'apple-mapkit.com', 'apple-relay.apple.com', 'apple.news', 'appattest.apple.com', 'aaplimg.com', 'appsto.re', 'cdn-apple.com', 'icloud.com', 'icloud.com.cn', 'icloud.cn', 'icloud-content.com', 'icloud-content.com.cn', 'itunes.com', 'mzstatic.com', 'me.com', 'mac.com', 'apzones.com', 'safebrowsing.apple'],
    country: 'US',
    seat: 'US',
    sources: [REPORT, HOSTS],
    asOf: AS_OF,
  },
  services: [
    { key: 'apple/icloud', vendor: 'apple', name: 'iCloud', domains: ['icloud.com', 'icloud-content.com', 'apple-cloudkit.com', 'apple-livephotoskit.com', 'me.com'], packages: [], accountTypes: ['com.apple.icloud'], sources: [HOSTS], asOf: AS_OF },
    { key: 'apple/icloud-china', vendor: 'apple', name: 'iCloud operated by GCBD', domains: ['icloud.com.cn', 'icloud-content.com.cn', 'icloud.cn'], packages: [], accountTypes: [], operator: 'AIPO Cloud (Guizhou) Technology Co., Ltd.', seat: 'CN', sources: [GCBD], asOf: AS_OF },
    { key: 'apple/push', vendor: 'apple', name: 'Apple Push Notification service', domains: ['push.apple.com'], packages: [], accountTypes: [], sources: [HOSTS], asOf: AS_OF },
    { key: 'apple/account', vendor: 'apple', name: 'Apple Account', domains: ['appleid.apple.com', 'idmsa.apple.com', 'gsa.apple.com', 'account.apple.com'], packages: [], accountTypes: ['com.apple.id'], sources: [HOSTS], asOf: AS_OF },
  ],
};
