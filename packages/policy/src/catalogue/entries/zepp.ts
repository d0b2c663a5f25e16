import type { CatalogueFile } from '../schema.ts';
import { AS_OF, VENDOR_SOFTWARE } from './shared-sources.ts';

const ANNUAL_REPORTS = { title: 'Zepp Health Corporation (formerly Huami), annual reports on Form 20-F', url: 'https://ir.zepp.com', date: AS_OF };

/** Zepp Health, until 2021 Huami: Amazfit, and Xiaomi's bands and their Mi Fit app, whose data it holds. A company of its own. */
export const zepp: CatalogueFile = {
  vendor: {
    key: 'zepp',
    name: 'Zepp Health',
    legalNames: ['Zepp Health Corporation', 'Huami Corporation', 'Anhui Huami Information Technology Co., Ltd.', 'Huami (Beijing) Information Technology Co., Ltd.', '安徽华米信息科技有限公司'],
    brands: ['Amazfit', 'Zepp', 'Huami'],
    spellings: ['华米'],
    models: ['Amazfit *'],
    products: [],
    packages: ['com.huami.', 'com.xiaomi.hm.health'],
    domains: ['huami.com', 'amazfit.com', 'zepp.com'],
    country: 'CN',
    seat: 'CN',
    sources: [ANNUAL_REPORTS, VENDOR_SOFTWARE],
    asOf: AS_OF,
  },
  services: [
    { key: 'zepp/cloud', vendor: 'zepp', name: 'Zepp (Mi Fit) cloud', domains: ['huami.com'], packages: ['com.huami.watch.hmwatchmanager', 'com.xiaomi.hm.health'], accountTypes: [], sources: [VENDOR_SOFTWARE], asOf: AS_OF },
  ],
};
