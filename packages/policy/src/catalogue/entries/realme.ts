import type { CatalogueFile } from '../schema.ts';
import { AS_OF, DOMAIN_LISTS, PLAY_DEVICES, VENDOR_SOFTWARE } from './shared-sources.ts';

const PRIVACY = { title: 'realme privacy policy', url: 'https://www.realme.com/global/legal/privacy-policy', date: AS_OF };

/** realme. Its handsets run OPPO's system software and use HeyTap, see `oppo`. */
export const realme: CatalogueFile = {
  vendor: {
    key: 'realme',
    name: 'realme',
    legalNames: ['Realme Chongqing Mobile Telecommunications Corp., Ltd.', 'realme Mobile Telecommunications (India) Private Limited', 'Realme Mobile Telecommunications (Shenzhen) Co., Ltd.', '锐尔觅移动通信有限公司'],
    brands: ['realme', 'DIZO'],
    spellings: ['真我'],
    models: ['RMX*', 'RMP2*', 'realme*', 'RMA2*'],
    products: ['RMX*', 'RE50*', 'RE54*', 'RE58*', 'RED8*', 'RE8*L1'],
    packages: ['com.realme.'],
    firmwarePackages: ['com.realme.securitycheck', 'com.realme.logtool'],
    domains: ['realme.com', 'realme.net', 'realmebbs.com', 'realmemobile.com', 'realmeservice.com', 'realme.in'],
    country: 'CN',
    seat: 'CN',
    related: ['oppo', 'oneplus'],
    sources: [PLAY_DEVICES, DOMAIN_LISTS, VENDOR_SOFTWARE],
    asOf: AS_OF,
  },
  services: [
    { key: 'realme/link', vendor: 'realme', name: 'realme Link', domains: ['iot-logser.realme.com', 'iot-eu-logser.realme.com', 'iot.realme.com'], packages: ['com.realme.link', 'com.realme.linkcn'], accountTypes: [], sources: [PRIVACY, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'realme/account', vendor: 'realme', name: 'realme account and community', domains: ['id.realme.com', 'account.realme.com', 'api.realme.com', 'c.realme.com'], packages: ['com.realmecomm.app', 'com.realmestore.app'], accountTypes: [], sources: [PRIVACY, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'realme/analytics', vendor: 'realme', name: 'realme statistics and advertising', domains: ['bdapi-ads.realmemobile.com', 'bdapi-in-ads.realmemobile.com'], packages: [], accountTypes: [], sources: [VENDOR_SOFTWARE], asOf: AS_OF },
  ],
};
