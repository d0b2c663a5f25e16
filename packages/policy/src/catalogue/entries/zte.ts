import type { CatalogueFile } from '../schema.ts';
import { AS_OF, DOMAIN_LISTS, PLAY_DEVICES, VENDOR_SOFTWARE } from './shared-sources.ts';

const ANNUAL_REPORT = { title: 'ZTE Corporation, annual report 2024', url: 'https://www.zte.com.cn/global/about/investorrelations.html', date: '2025-02-28' };
const NUBIA = { title: 'nubia Technology Co., Ltd., subsidiary of ZTE Corporation', date: '2025-02-28' };

/** ZTE, with nubia and RedMagic. */
export const zte: CatalogueFile = {
  vendor: {
    key: 'zte',
    name: 'ZTE',
    legalNames: ['ZTE Corporation', 'ZTE Devices', 'Zhongxing Telecommunication Equipment', 'Nubia Technology Co., Ltd.', '中兴通讯股份有限公司', '努比亚技术有限公司'],
    brands: ['ZTE', 'nubia', 'RedMagic'],
    spellings: ['中兴', '努比亚', '红魔', 'Red Magic', 'zte_', 'Zhongxing'],
    models: ['ZTE*', 'nubia*', 'RedMagic*', 'Red Magic*', 'Blade A*', 'Blade L*', 'Blade V*', 'Axon *', 'UZTE*', 'NX4*J', 'NX5*J', 'NX6*J', 'NX7*J', 'NX5*J_*', 'NX6*J_*'],
    products: ['NX5*J', 'NX6*J', 'NX7*J', 'P855A*', 'P725A*'],
    packages: ['com.zte.', 'cn.zte.', 'zte.com.', 'cn.nubia.', 'com.nubia.'],
    firmwarePackages: ['com.zte.mifavor.launcher', 'cn.nubia.launcher', 'cn.nubia.systemupdate', 'cn.nubia.accounts'],
    domains: ['zte.com.cn', 'ztedevices.com', 'ztedevice.com', 'ztedevice.com.cn', 'ztemall.com', 'ztems.com', 'ztemt.com.cn', 'zteusa.com', 'myzte.cn', 'nubia.com', 'nubia.cn', 'nubiamobile.com', 'redmagic.com', 'redmagic.gg'],
    country: 'CN',
    seat: 'CN',
    sources: [ANNUAL_REPORT, NUBIA, PLAY_DEVICES, DOMAIN_LISTS, VENDOR_SOFTWARE],
    asOf: AS_OF,
  },
  services: [
    { key: 'zte/cloud', vendor: 'zte', name: 'ZTE Cloud', domains: ['cloud.ztedevices.com', 'apps.ztems.com'], packages: ['zte.com.market', 'com.zte.zdm', 'com.zte.heartyservice'], accountTypes: ['com.zte.account'], sources: [VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'zte/nubia-account', vendor: 'zte', name: 'nubia account and cloud', domains: ['account.nubia.com', 'accounts.nubia.com', 'cloud.nubia.com', 'cloud.nubia.cn'], packages: ['cn.nubia.accounts', 'cn.nubia.cloud', 'cn.nubia.neopush'], accountTypes: ['cn.nubia.account'], sources: [VENDOR_SOFTWARE], asOf: AS_OF },
  ],
};
