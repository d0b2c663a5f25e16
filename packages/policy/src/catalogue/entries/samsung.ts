import type { CatalogueFile } from '../schema.ts';
import { AS_OF, DOMAIN_LISTS, PLAY_DEVICES, VENDOR_SOFTWARE } from './shared-sources.ts';

const BUSINESS_REPORT = { title: 'Samsung Electronics Co., Ltd., business report 2024', url: 'https://www.samsung.com/global/ir/', date: '2025-03-11' };
const PRIVACY = { title: 'Samsung account privacy notice', url: 'https://account.samsung.com/membership/terms/privacypolicy', date: AS_OF };

/** Samsung Electronics. */
export const samsung: CatalogueFile = {
  vendor: {
    key: 'samsung',
    name: 'Samsung',
    legalNames: ['Samsung Electronics Co., Ltd.', 'Samsung India Electronics Private Limited', '삼성전자주식회사'],
    brands: ['Samsung'],
    spellings: ['삼성', '三星', 'Samsung Korea'],
    models: ['SM-*', 'GT-I*', 'GT-N*', 'GT-P*', 'GT-S*', 'GT-B*', 'GT-E*', 'SGH-*', 'SCH-*', 'SPH-*', 'SHV-E*', 'SHW-M*', 'SAMSUNG*', 'EK-G*', 'SC-01*', 'SC-02*', 'SC-03*', 'SC-04*', 'SC-05*', 'SC-51*', 'SC-52*', 'SC-53*', 'SC-54*', 'SCV3*', 'SCV4*', 'SCG0*', 'SCG1*', 'SCG2*'],
    products: [],
    packages: ['com.samsung.android.', 'com.sec.android.', 'com.osp.'],
    firmwarePackages: ['com.sec.android.app.launcher', 'com.sec.android.soagent', 'com.wssyncmldm', 'com.samsung.android.lool', 'com.samsung.android.kgclient', 'com.samsung.android.knox.containercore', 'com.samsung.android.app.telephonyui'],
    domains: ['samsung.com', 'samsung.com.cn', 'samsung.net', 'samsungelectronics.com', 'samsungads.com', 'samsungadhub.com', 'samsungapps.com', 'galaxyappstore.com', 'samsungcloud.com', 'samsungcloud.tv', 'samsungcloudcn.com', 'samsungcloudsolution.com', 'samsungcloudsolution.net', 'samsungconsent.com', 'samsungdm.com', 'samsungdive.com', 'samsunghealth.com', 'samsunghealthcn.com', 'samsungiotcloud.com', 'samsungiots.com', 'samsungknox.com', 'secb2b.com', 'knoxemm.com', 'samsungmdec.com', 'samsungosp.com', 'samsungosp.com.cn', 'ospserver.net', 'samsungotn.net', 'samsungpositioning.com', 'samsungqbe.com', 'samsungrm.net', 'samsungrs.com', 'samsungeshop.com.cn', 'samsungvisioncloud.com', 'samsungnyc.com', 'samsungpushservice.com', 'samsunggalaxyfriends.com', 'game-platform.net', 'smartthings.com', 'internetat.tv', 'pavv.co.kr', 'bixby.com', 'samsunghrm.com'],
    country: 'KR',
    seat: 'KR',
    buildPattern: 'samsung',
    sources: [BUSINESS_REPORT, PLAY_DEVICES, DOMAIN_LISTS],
    asOf: AS_OF,
  },
  services: [
    { key: 'samsung/cloud', vendor: 'samsung', name: 'Samsung Cloud', domains: ['samsungcloud.com', 'samsungcloudcn.com'], packages: ['com.samsung.android.scloud', 'com.samsung.android.fmm'], accountTypes: ['com.osp.app.signin'], sources: [PRIVACY, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'samsung/account', vendor: 'samsung', name: 'Samsung account', domains: ['account.samsung.com', 'samsungosp.com', 'ospserver.net'], packages: ['com.osp.app.signin'], accountTypes: ['com.osp.app.signin'], sources: [PRIVACY, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'samsung/push', vendor: 'samsung', name: 'Samsung Push Service', domains: ['push.samsungosp.com', 'samsungpushservice.com'], packages: ['com.sec.spp.push'], accountTypes: [], sources: [VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'samsung/knox', vendor: 'samsung', name: 'Samsung Knox cloud services', domains: ['samsungknox.com', 'secb2b.com', 'knoxemm.com'], packages: ['com.samsung.android.knox.attestation', 'com.sec.enterprise.knox.cloudmdm.smdms'], accountTypes: [], sources: [VENDOR_SOFTWARE, DOMAIN_LISTS], asOf: AS_OF },
    { key: 'samsung/ads', vendor: 'samsung', name: 'Samsung Ads and customization service', domains: ['samsungads.com', 'samsungadhub.com', 'samsungrs.com'], packages: ['com.samsung.android.rubin.app', 'com.samsung.android.mobileservice'], accountTypes: [], sources: [DOMAIN_LISTS, VENDOR_SOFTWARE], asOf: AS_OF },
  ],
};
