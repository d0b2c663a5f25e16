import type { CatalogueFile } from '../schema.ts';
import { AS_OF, DOMAIN_LISTS, PLAY_DEVICES, VENDOR_SOFTWARE } from './shared-sources.ts';

const ACQUISITION = { title: 'Lenovo completes the acquisition of Motorola Mobility from Google', date: '2014-10-30' };
const ANNUAL_REPORT = { title: 'Lenovo Group Limited, annual report 2024/25', url: 'https://investor.lenovo.com', date: '2025-06-01' };

/** Lenovo, with Motorola Mobility and ZUK. Motorola Solutions is another company. */
export const lenovo: CatalogueFile = {
  vendor: {
    key: 'lenovo',
    name: 'Lenovo',
    legalNames: ['Lenovo Group Limited', 'Lenovo (Beijing) Co., Ltd.', 'Lenovo PC HK Limited', 'Motorola Mobility LLC', 'Motorola Mobility Holdings', '联想集团有限公司', '摩托罗拉移动'],
    brands: ['Lenovo', 'Motorola', 'moto', 'ZUK', 'ThinkPhone'],
    spellings: ['联想', '摩托罗拉', 'LNV', 'LENOVO PRODUCT'],
    models: ['Lenovo*', 'LNV-*', 'IdeaTab*', 'IdeaPad*', 'YOGA Tablet*', 'ZUK *', 'motorola*', 'moto *', 'Moto*', 'DROID RAZR*', 'DROID BIONIC', 'DROID4*', 'DROIDX', 'XOOM*', 'ThinkPhone*', 'Milestone*', 'MZ60*', 'XT102*', 'XT103*', 'XT105*', 'XT106*', 'XT107*', 'XT108*', 'XT109*', 'XT11*', 'XT15*', 'XT16*', 'XT17*', 'XT18*', 'XT19*', 'XT2000*', 'XT2001*', 'XT2003*', 'XT2005*', 'XT201*', 'XT202*', 'XT203*', 'XT204*', 'XT205*', 'XT206*', 'XT207*', 'XT208*', 'XT209*', 'XT21*', 'XT22*', 'XT23*', 'XT24*', 'XT25*', 'XT31*', 'XT32*', 'XT39*', 'XT53*', 'XT55*', 'XT61*', 'XT68*', 'XT72*', 'XT88*', 'XT89*', 'XT9*', 'TB-X*', 'TB-J6*', 'TB-J7*', 'TB-71*', 'TB-73*', 'TB-75*', 'TB-78*', 'TB-85*', 'TB-86*', 'TB-87*', 'TB-88*', 'TB2-*', 'TB3-*', 'TB1*FU', 'TB1*XU', 'TB3*FU', 'TB3*XU'],
    // armani is also the Redmi 1S: manufacturer and brand decide
    products: ['armani', 'shamu', 'condor_*', 'osprey*', 'potter*', 'montana*', 'evert', 'evert_*', 'river_*', 'sofiar*'],
    packages: ['com.motorola.', 'com.zui.', 'com.lenovo.ota', 'com.lenovo.ota.', 'com.lenovo.levoice.', 'com.lenovo.menu_assistant', 'com.lenovo.tbengine', 'com.lenovo.launcher', 'com.lenovo.lsf.'],
    firmwarePackages: ['com.motorola.launcher3', 'com.motorola.ccc.ota', 'com.motorola.ccc.devicemanagement', 'com.motorola.ccc.mainplm', 'com.zui.launcher'],
    domains: ['lenovo.com', 'lenovo.cn', 'lenovo.com.cn', 'lenovo.net', 'lenovomm.com', 'lenovomm.cn', 'lenovomobile.com', 'lenovocust.cn', 'lenovocare.com.cn', 'lenovoeservice.com', 'lenovovip.com.cn', 'lenovogame.com', 'lenovocloudos.com', 'lenovoimage.com', 'lenovoprinter.com', 'lenauth.com', 'surepush.cn', 'ileapcloud.com', 'cftsupport.com', 'thinkpad.com', 'zui.com', 'zui.cn', 'zuk.com', 'zuk.cn', 'lecoo.com', 'baiying.cn', 'filez.com', 'lx.pub', 'lx.run', 'chainedbox.com', 'motorola.com', 'motorola.com.br', 'motorola.in', 'motorola.com.cn', 'motorola-cloud.com', 'motorola-mobility.com', 'blurdev.com', 'svcmot.com', 'moto.com'],
    country: 'CN',
    seat: 'HK',
    sources: [ANNUAL_REPORT, ACQUISITION, PLAY_DEVICES, DOMAIN_LISTS],
    asOf: AS_OF,
  },
  services: [
    { key: 'lenovo/account', vendor: 'lenovo', name: 'Lenovo ID and Lenovo services', domains: ['passport.lenovo.com', 'account.lenovo.com', 'uss.lenovomm.com', 'passport.lenovo.com.cn', 'lenauth.com'], packages: ['com.lenovo.lsf', 'com.lenovo.lsf.user'], accountTypes: ['com.lenovo.lsf.user'], sources: [DOMAIN_LISTS, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'lenovo/motorola-services', vendor: 'lenovo', name: 'Motorola cloud services', domains: ['svcmot.com', 'blurdev.com', 'motorola-cloud.com'], packages: ['com.motorola.ccc', 'com.motorola.ccc.ota', 'com.motorola.help', 'com.motorola.blur.service.blur'], accountTypes: ['com.motorola.ccc', 'com.motorola.blur.service.bsutils.MOTHER_USER_CREDS_TYPE'], operator: 'Motorola Mobility LLC', seat: 'US', sources: [ACQUISITION, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'lenovo/app-store', vendor: 'lenovo', name: 'Lenovo App Store', domains: ['lenovomm.com', 'lenovomm.cn'], packages: ['com.lenovo.leos.appstore'], accountTypes: [], sources: [DOMAIN_LISTS, VENDOR_SOFTWARE], asOf: AS_OF },
  ],
};
