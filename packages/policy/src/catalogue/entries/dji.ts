import type { CatalogueFile } from '../schema.ts';
import { AS_OF, DOMAIN_LISTS, VENDOR_SOFTWARE } from './shared-sources.ts';

const LIST = { title: 'U.S. Department of Defense, entities identified as Chinese military companies', url: 'https://www.defense.gov', date: '2022-10-05' };
const PRIVACY = { title: 'DJI privacy policy', url: 'https://www.dji.com/policy', date: AS_OF };

/** DJI, maker of drones and their apps. */
export const dji: CatalogueFile = {
  vendor: {
    key: 'dji',
    name: 'DJI',
    legalNames: ['SZ DJI Technology Co., Ltd.', 'Da-Jiang Innovations', 'iFlight Technology Company Limited', '深圳市大疆创新科技有限公司'],
    brands: ['DJI', 'RoboMaster', 'SkyPixel'],
    spellings: ['大疆', 'Da Jiang'],
    models: ['DJI *', 'CrystalSky*'],
    products: [],
    packages: ['dji.', 'com.dji.'],
    domains: ['dji.com', 'dji.ink', 'dji.net', 'djicdn.com', 'djigate.com', 'djiits.com', 'djiops.com', 'djiservice.org', 'skypixel.com', 'robomaster.com', 'dbeta.me', 'djivideos.com'],
    country: 'CN',
    seat: 'CN',
    sources: [LIST, DOMAIN_LISTS],
    asOf: AS_OF,
  },
  services: [
    { key: 'dji/fly', vendor: 'dji', name: 'DJI flight apps and flight records', domains: ['djigate.com', 'djiservice.org', 'api.dji.com', 'mydjiflight.dji.com', 'statistical-report.djiservice.org'], packages: ['dji.go.v5', 'dji.go.v4', 'dji.pilot', 'dji.mimo', 'com.dji.industry.pilot'], accountTypes: [], sources: [PRIVACY, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'dji/account', vendor: 'dji', name: 'DJI account', domains: ['account.dji.com', 'account-api.dji.com', 'active.dji.com'], packages: [], accountTypes: [], sources: [PRIVACY], asOf: AS_OF },
  ],
};
