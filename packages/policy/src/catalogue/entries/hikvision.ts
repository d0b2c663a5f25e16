import type { CatalogueFile } from '../schema.ts';
import { AS_OF, DOMAIN_LISTS, VENDOR_SOFTWARE } from './shared-sources.ts';

const ORDER = { title: 'FCC, list of equipment and services covered by section 2 of the Secure Networks Act', url: 'https://www.fcc.gov/supplychain/coveredlist', date: '2021-03-12' };

/** Hikvision, with EZVIZ. */
export const hikvision: CatalogueFile = {
  vendor: {
    key: 'hikvision',
    name: 'Hikvision',
    legalNames: ['Hangzhou Hikvision Digital Technology Co., Ltd.', 'Hangzhou EZVIZ Network Co., Ltd.', '杭州海康威视数字技术股份有限公司'],
    brands: ['Hikvision', 'EZVIZ', 'HiLook', 'Hikmicro'],
    spellings: ['海康威视', '萤石', 'HIK'],
    models: ['DS-2CD*', 'DS-7*', 'DS-K1*', 'DS-MH*'],
    products: [],
    packages: ['com.hikvision.', 'com.mcu.', 'com.ezviz', 'com.videogo'],
    domains: ['hikvision.com', 'hikvision.ru', 'hikvision.co.in', 'hik-connect.com', 'hik-online.com', 'hik-cloud.com', 'hik-express.com', 'hik-partner.com', 'hik-partnerru.com', 'hik-connectru.com', 'hik-proconnect.com', 'hikcentral.com', 'hikcreate.com', 'hikiot.com', 'hikmall.com', 'hikmicrotech.com', 'hiklook.com', 'hilookvision.com', 'ezviz.com', 'ezvizlife.com', 'ezvizru.com', 'eziot.com', 'ys7.com', 'guardingvision.com'],
    country: 'CN',
    seat: 'CN',
    sources: [ORDER, DOMAIN_LISTS],
    asOf: AS_OF,
  },
  services: [
    { key: 'hikvision/hik-connect', vendor: 'hikvision', name: 'Hik-Connect', domains: ['hik-connect.com', 'hik-online.com', 'hik-connectru.com', 'guardingvision.com'], packages: ['com.connect.enduser', 'com.mcu.iVMS', 'com.mcu.guardingvision', 'com.hikvision.hikconnect'], accountTypes: [], sources: [DOMAIN_LISTS, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'hikvision/ezviz', vendor: 'hikvision', name: 'EZVIZ cloud', domains: ['ezviz.com', 'ezvizlife.com', 'ezvizru.com', 'ys7.com', 'eziot.com'], packages: ['com.ezviz', 'com.videogo'], accountTypes: [], operator: 'Hangzhou EZVIZ Network Co., Ltd.', sources: [DOMAIN_LISTS, VENDOR_SOFTWARE], asOf: AS_OF },
  ],
};
