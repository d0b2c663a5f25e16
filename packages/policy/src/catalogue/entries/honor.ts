import type { CatalogueFile } from '../schema.ts';
import { AS_OF, DOMAIN_LISTS, PLAY_DEVICES, VENDOR_SOFTWARE } from './shared-sources.ts';

const SALE = { title: 'Joint statement on the sale of Honor by Huawei to Shenzhen Zhixin New Information Technology', date: '2020-11-17' };
const DEVELOPER = { title: 'HONOR developer services, documentation', url: 'https://developer.honor.com', date: AS_OF };

/** Honor, apart from Huawei since November 2020. */
export const honor: CatalogueFile = {
  vendor: {
    key: 'honor',
    name: 'Honor',
    legalNames: ['Honor Device Co., Ltd.', 'Honor Terminal Co., Ltd.', '荣耀终端有限公司', '荣耀终端股份有限公司'],
    brands: ['Honor'],
    spellings: ['荣耀', 'Hihonor', 'HONOR Device'],
    models: ['Honor *', 'AGM-*', 'AGM3-*', 'ALI-*', 'ANY-*', 'ANN-*', 'BVL-*', 'CMA-*', 'CRT-*', 'ELI-*', 'ELP-*', 'FCP-*', 'FNE-*', 'FRI-*', 'GDI-*', 'HEY-*', 'LGE-*', 'LLY-*', 'MAA-*', 'MBH-*', 'NTH-*', 'NTN-*', 'PGT-*', 'RBN-*', 'REA-*', 'REP-*', 'RKY-*', 'RMO-*', 'ROD2-*', 'TFY-*', 'VER-*', 'VNA-*', 'VNE-*', 'WDY-*'],
    products: ['HNANY*', 'HNNTH*', 'HNVNE*', 'HNCMA*', 'HNRMO*', 'HNFNE*', 'HNRKY*', 'HNTFY*', 'HNLGE*', 'HNPGT*'],
    packages: ['com.hihonor.', 'com.honor.'],
    firmwarePackages: ['com.hihonor.android.launcher', 'com.hihonor.ouc', 'com.hihonor.systemmanager', 'com.hihonor.systemserver'],
    domains: ['honor.com', 'honor.cn', 'honor.com.cn', 'hihonor.com', 'hihonor.cn', 'hihonorcloud.com', 'hihonorcloud.cn', 'hihonorcdn.com', 'honorfile.com'],
    country: 'CN',
    seat: 'CN',
    related: ['huawei'],
    sources: [SALE, PLAY_DEVICES, DOMAIN_LISTS, DEVELOPER, VENDOR_SOFTWARE],
    asOf: AS_OF,
  },
  services: [
    { key: 'honor/cloud', vendor: 'honor', name: 'HONOR Cloud', domains: ['cloud.honor.com', 'cloud.hihonor.com', 'platform.hihonorcloud.com'], packages: ['com.hihonor.cloudservice', 'com.hihonor.hidisk', 'com.hihonor.findmydevice'], accountTypes: ['com.hihonor.id'], sources: [DEVELOPER, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'honor/account', vendor: 'honor', name: 'HONOR ID', domains: ['hnoauth-login.cloud.honor.com', 'hnid-drcn.cloud.honor.com', 'id.honor.com'], packages: ['com.hihonor.id'], accountTypes: ['com.hihonor.id'], sources: [DEVELOPER, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'honor/push', vendor: 'honor', name: 'HONOR Push', domains: ['push-api.cloud.honor.com', 'push.hihonorcloud.com'], packages: ['com.hihonor.android.pushagent'], accountTypes: [], sources: [DEVELOPER, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'honor/analytics', vendor: 'honor', name: 'HONOR analytics', domains: ['dt.hihonorcloud.com'], packages: ['com.hihonor.analytics', 'com.hihonor.bd'], accountTypes: [], sources: [VENDOR_SOFTWARE], asOf: AS_OF },
  ],
};
