import type { CatalogueFile } from '../schema.ts';
import { AS_OF, DOMAIN_LISTS, PLAY_DEVICES, VENDOR_SOFTWARE } from './shared-sources.ts';

const ACQUISITION = { title: 'Hubei Xingji Shidai (Geely) acquires a controlling interest in Meizu', date: '2022-07-04' };
const OPEN_PLATFORM = { title: 'Flyme open platform, documentation', url: 'https://open.flyme.cn', date: AS_OF };

/** Meizu, of the Geely group since 2022. */
export const meizu: CatalogueFile = {
  vendor: {
    key: 'meizu',
    name: 'Meizu',
    legalNames: ['Meizu Technology Co., Ltd.', 'Zhuhai Meizu Technology Co., Ltd.', 'Hubei Xingji Meizu Group Co., Ltd.', '珠海市魅族科技有限公司'],
    brands: ['Meizu', 'Flyme', 'mblu', 'Polestar Phone'],
    spellings: ['魅族', '魅蓝'],
    models: ['meizu*', 'MZ-*', 'mblu*', 'M1 note', 'M1 metal', 'M2 note', 'M3 note', 'M5 Note', 'M6 Note', 'MX4', 'MX4 Pro', 'MX5', 'PRO 6', 'PRO 6 Plus', 'PRO 6s', 'PRO 7-H', 'PRO 7-S', 'PRO 7 Plus', '16th', '16th Plus', '16s Pro'],
    products: ['meizu_*', 'm1note', 'mx4pro'],
    packages: ['com.meizu.', 'com.flyme.'],
    firmwarePackages: ['com.meizu.flyme.launcher', 'com.meizu.flyme.update', 'com.meizu.safe', 'com.meizu.account'],
    domains: ['meizu.com', 'meizu.cn', 'flyme.com', 'flyme.cn', 'flymeos.com', 'flymeauto.com', 'mzres.com', 'xjmz.com'],
    country: 'CN',
    seat: 'CN',
    sources: [ACQUISITION, PLAY_DEVICES, DOMAIN_LISTS, OPEN_PLATFORM],
    asOf: AS_OF,
  },
  services: [
    { key: 'meizu/flyme-cloud', vendor: 'meizu', name: 'Flyme Cloud', domains: ['cloud.flyme.cn', 'cloud.meizu.com', 'sync.meizu.com', 'mzstorage.meizu.com', 'finder.meizu.com'], packages: ['com.meizu.backup', 'com.meizu.sync', 'com.meizu.flyme.service.find'], accountTypes: ['com.meizu.account'], sources: [OPEN_PLATFORM, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'meizu/push', vendor: 'meizu', name: 'Flyme Push', domains: ['push.meizu.com', 'norma-external-collect.meizu.com', 'server-api-push.meizu.com'], packages: ['com.meizu.cloud'], accountTypes: [], sources: [OPEN_PLATFORM, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'meizu/account', vendor: 'meizu', name: 'Flyme account', domains: ['login.flyme.cn', 'i.flyme.cn', 'login.meizu.com', 'member.meizu.com'], packages: ['com.meizu.account'], accountTypes: ['com.meizu.account'], sources: [OPEN_PLATFORM, VENDOR_SOFTWARE], asOf: AS_OF },
  ],
};
