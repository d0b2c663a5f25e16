import type { CatalogueFile } from '../schema.ts';
import { AS_OF, PLAY_DEVICES, VENDOR_SOFTWARE } from './shared-sources.ts';

const ANNUAL_REPORT = { title: 'Shenzhen Transsion Holdings Co., Ltd., annual report 2024', url: 'https://www.transsion.com', date: '2025-04-25' };

/** Transsion, with TECNO, Infinix and itel. */
export const transsion: CatalogueFile = {
  vendor: {
    key: 'transsion',
    name: 'Transsion',
    legalNames: ['Shenzhen Transsion Holdings Co., Ltd.', 'TECNO Mobile Limited', 'Infinix Mobility Limited', 'itel Mobile Limited', 'G-Mobile Devices Private Limited', '传音控股'],
    brands: ['TECNO', 'Infinix', 'itel', 'Transsion'],
    spellings: ['传音', 'TRANSSION HOLDINGS', 'INFINIX MOBILITY LIMITED', 'TECNO MOBILE LIMITED', 'ITEL MOBILE LIMITED', 'Spreadtrum itel'],
    models: ['TECNO', 'TECNO *', 'TECNO-*', 'TECNO_*', 'Infinix*', 'itel *', 'itel-*', 'itel_*', 'PHANTOM6*'],
    products: ['TECNO-*', 'Infinix-*', 'itel-*'],
    packages: ['com.transsion.', 'com.transsnet.', 'com.rlk.', 'com.talpa.hibrowser'],
    firmwarePackages: ['com.transsion.hilauncher', 'com.transsion.XOSLauncher', 'com.transsion.systemupdate'],
    domains: ['transsion.com', 'transsion-os.com', 'transsion-tech.com', 'tecno-mobile.com', 'tecno-mobile.in', 'infinixmobility.com', 'infinixmobiles.in', 'infinixauthority.com', 'itel-mobile.com', 'shalltry.com', 'palmplaystore.com', 'palm-store.com', 'afmobigroup.com', 'hipalmplay.com', 'aoneroom.com', 'eagllwin.com', 'carlcare.com'],
    country: 'CN',
    seat: 'CN',
    sources: [ANNUAL_REPORT, PLAY_DEVICES, VENDOR_SOFTWARE],
    asOf: AS_OF,
  },
  services: [
    { key: 'transsion/one-id', vendor: 'transsion', name: 'Transsion OneID and Athena statistics', domains: ['shalltry.com', 'transsion-os.com'], packages: ['com.transsion.statisticalsales', 'com.rlk.weathers', 'com.hoffnung'], accountTypes: [], sources: [VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'transsion/palm-store', vendor: 'transsion', name: 'Palm Store', domains: ['palmplaystore.com', 'palm-store.com', 'hipalmplay.com'], packages: ['com.transsnet.store'], accountTypes: [], sources: [VENDOR_SOFTWARE], asOf: AS_OF },
  ],
};
