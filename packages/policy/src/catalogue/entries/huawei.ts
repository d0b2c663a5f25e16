import type { CatalogueFile } from '../schema.ts';
import { AS_OF, DOMAIN_LISTS, PLAY_DEVICES, VENDOR_SOFTWARE } from './shared-sources.ts';

const ANNUAL_REPORT = { title: 'Huawei Investment & Holding Co., Ltd., annual report 2024', url: 'https://www.huawei.com/en/annual-report', date: '2025-03-31' };
const PRIVACY = { title: 'HUAWEI ID and Huawei Mobile Services privacy statements', url: 'https://consumer.huawei.com/en/privacy/', date: '2025-01-01' };
const GRS = { title: 'HMS Core service kits: hosts of the routing service (GRS) and of HiAnalytics', date: AS_OF };

/** Huawei. Honor was its brand until November 2020 and has an entry of its own. */
export const huawei: CatalogueFile = {
  vendor: {
    key: 'huawei',
    name: 'Huawei',
    legalNames: ['Huawei Investment & Holding Co., Ltd.', 'Huawei Technologies Co., Ltd.', 'Huawei Device Co., Ltd.', '华为技术有限公司', '华为终端有限公司'],
    brands: ['Huawei', 'HarmonyOS'],
    spellings: ['华为', 'HUAWEI TECHNOLOGIES', 'HiSilicon'],
    models: [
      'HUAWEI*', 'MediaPad*', 'MatePad*', 'Ascend *', 'HW-01*', 'HW-02*', 'IDEOS*',
      'ALP-*', 'ALN-*', 'ALT-*', 'AMN-*', 'ANA-*', 'ANE-*', 'ANG-*', 'AQM-*', 'ARE-*', 'ARS-*', 'ART-*', 'ATH-*', 'ATU-*', 'AUM-*', 'BAC-*', 'BAH-*', 'BAH2-*', 'BAH3-*', 'BAH4-*', 'BG2-*', 'BGO-*', 'BKL-*', 'BLA-*', 'BLK-*', 'BLL-*', 'BLN-*', 'BND-*', 'BRA-*', 'BTK-*', 'BTV-*', 'BZA-*', 'BZK-*', 'CAG-*', 'CAM-*', 'CAN-*', 'CAZ-*', 'CDY-*', 'CET-*', 'CHC-*', 'CHM-*', 'CLT-*', 'CMR-*', 'COL-*', 'COR-*', 'CRO-*', 'CRR-*', 'CUN-*', 'DBR-*', 'DBY-*', 'DCO-*', 'DIG-*', 'DLI-*', 'DRA-*', 'DUA-*', 'DUB-*', 'DUK-*', 'EDI-*', 'ELE-*', 'ELS-*', 'EML-*', 'EVA-*', 'EVR-*', 'FDR-*', 'FIG-*', 'FLA-*', 'FRD-*', 'FRL-*', 'GLA-*', 'GOA-*', 'GRA-*', 'HDN-*', 'HLK-*', 'HMA-*', 'HRY-*', 'HWI-*', 'INE-*', 'JAD-*', 'JAT-*', 'JDN-*', 'JDN2-*', 'JEF-*', 'JER-*', 'JKM-*', 'JLN-*', 'JMM-*', 'JNY-*', 'JSN-*', 'KIW-*', 'KNT-*', 'KOB-*', 'KOB2-*', 'KSA-*', 'LDN-*', 'LEO-*', 'LIO-*', 'LLD-*', 'LON-*', 'LUA-*', 'LYA-*', 'LYO-*', 'MAO-*', 'MAR-*', 'MED-*', 'MGA-*', 'MHA-*', 'MLA-*', 'MNA-*', 'MON-*', 'MRD-*', 'MRX-*', 'MYA-*', 'NAM-*', 'NCE-*', 'NEM-*', 'NEO-*', 'NMO-*', 'NOH-*', 'NOP-*', 'NTS-*', 'NXT-*', 'OCE-*', 'OXF-*', 'PAR-*', 'PCT-*', 'PE-*', 'PIC-*', 'PLK-*', 'POT-*', 'PPA-*', 'PRA-*', 'RIO-*', 'RNE-*', 'RVL-*', 'SCL-*', 'SCM-*', 'SCMR-*', 'SEA-*', 'SHT-*', 'SLA-*', 'SNE-*', 'SPN-*', 'STF-*', 'STK-*', 'TAG-AL*', 'TAG-CL*', 'TAG-L*', 'TAG-TL*', 'TAH-*', 'TAS-*', 'TET-*', 'TIT-*', 'TNY-*', 'TRT-*', 'VCE-*', 'VEN-*', 'VIE-*', 'VKY-*', 'VNS-*', 'VOG-*', 'VRD-*', 'VTR-*', 'WAS-*', 'WGR-*', 'WKG-*', 'WLZ-*', 'YAL-*', 'YOK-*',
    ],
    products: ['hwALE*', 'HWALP', 'HWANE', 'HWBAC*', 'HWBLA', 'HWCLT', 'HWEML', 'HWELE', 'HWEVR', 'HWFIG*', 'HWHMA', 'HWLYA', 'HWMAR', 'HWPAR', 'HWPOT*', 'HWPRA*', 'HWVOG', 'HWVTR', 'HWWAS*', 'hwG6*', 'hwY6*', 'angler'],
    packages: ['com.huawei.', 'com.hisi.', 'com.hicloud.'],
    firmwarePackages: ['com.huawei.android.launcher', 'com.huawei.android.hwouc', 'com.huawei.systemmanager', 'com.huawei.systemserver', 'com.huawei.iaware'],
    domains: [
      'huawei.com', 'huawei.cn', 'huawei.com.cn', 'huawei.eu', 'huawei.ru', 'huaweidevice.com', 'huaweimobilewifi.com', 'huaweistatic.com', 'huaweiacad.com', 'huaweiief.com', 'huaweiief.cn', 'huaweisafedns.com', 'huaweisafedns.cn', 'huaweisafehub.cn', 'huaweimarketplace.com', 'huaweiapaas.com', 'huaweiapaas.cn', 'huaweisre.com', 'huaweisre.cn', 'huaweiuniversity.com', 'hisilicon.com', 'hisilicon.com.cn', 'harmonyos.com', 'hikunpeng.com', 'hikunpeng.cn', 'hiascend.com', 'hiascend.cn', 'hima.auto',
      'hwcloudtest.cn', 'hicloud.com', 'dbank.com', 'dbankcloud.com', 'dbankcloud.cn', 'dbankcloud.eu', 'dbankcloud.asia', 'dbankcloud.ru', 'dbankcdn.com', 'dbankcdn.cn', 'dbankcdn.eu', 'dbankcdn.asia', 'dbankcdn.ru', 'dbankedge.cn', 'dbankedge.net', 'digitalincloud.com', 'digitalincloud.cn', 'digitalincloud.eu', 'digitalincloud.asia', 'agconnect.link', 'hwad.net', 'hwocloud.com', 'hwtrip.com', 'hwht.cn', 'hwccpc.com', 'hwccpc.cn', 'petalmaps.com', 'petalmail.com', 'petalsearch.com', 'vmall.com', 'vmallres.com', 'shanhaitujian.com', 'chaspark.com', 'teleows.com', 'owsgo.com',
      'huaweicloud.com', 'huaweicloud.cn', 'huaweicloud.ru', 'huaweicloud-dns.com', 'huaweicloud-dns.cn', 'huaweicloud-dns.net', 'huaweicloud-dns.org', 'huaweicloudapis.com', 'huaweicloudapis.cn', 'huaweicloudlive.com', 'huaweicloudsite.com', 'huaweicloudsite.cn', 'huaweicloudwaf.com', 'huaweicloudwaf.cn', 'huaweicloud-smn.com', 'huaweicloud-koophone.com', 'huaweiyun.com', 'huaweiyun.cn', 'hwclouds.com', 'hwclouds.cn', 'hwclouds-dns.com', 'hwclouds-dns.cn', 'hwclouds-dns.net', 'hwcloudsite.com', 'hwcloudsite.cn', 'hwcloudlive.com', 'myhuaweicloud.com', 'myhuaweicloud.cn', 'myhuaweicloud.eu', 'myhuaweicloud.ru', 'myhuaweicloud-obs.com', 'myhuaweicloud-koodrive.com', 'myhwclouds.com', 'myhwcdn.com', 'myhwcdn.cn', 'hc-cdn.com', 'hc-cdn.cn', 'hwcloudcdn.com', 'functiongraph.run',
    ],
    country: 'CN',
    seat: 'CN',
    related: ['honor'],
    sources: [ANNUAL_REPORT, PLAY_DEVICES, DOMAIN_LISTS, GRS, VENDOR_SOFTWARE],
    asOf: AS_OF,
  },
  services: [
    { key: 'huawei/mobile-cloud', vendor: 'huawei', name: 'HUAWEI Mobile Cloud', domains: ['cloud.hicloud.com', 'cloud.huawei.com', 'cloudbackup.hicloud.com', 'sync.hicloud.com', 'dbank.com'], packages: ['com.huawei.hidisk', 'com.huawei.android.hicloud', 'com.huawei.hicloud', 'com.huawei.android.findmyphone'], accountTypes: ['com.huawei.hwid'], sources: [PRIVACY, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'huawei/push', vendor: 'huawei', name: 'HMS Push Kit', domains: ['push.hicloud.com', 'push.dbankcloud.com', 'push.dbankcloud.cn', 'push-api.cloud.huawei.com'], packages: ['com.huawei.android.pushagent', 'com.huawei.android.pushagentproxy'], accountTypes: [], sources: [GRS, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'huawei/account', vendor: 'huawei', name: 'HUAWEI ID and HMS Core', domains: ['hwid1.vmall.com', 'id.cloud.huawei.com', 'hwid.platform.dbankcloud.com', 'account.cloud.huawei.com', 'oauth-login.cloud.huawei.com'], packages: ['com.huawei.hwid', 'com.huawei.hms.core'], accountTypes: ['com.huawei.hwid'], sources: [PRIVACY, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'huawei/analytics', vendor: 'huawei', name: 'HiAnalytics and Huawei Ads', domains: ['data.hicloud.com', 'dt.hicloud.com', 'dt.dbankcloud.com', 'dt.dbankcloud.cn', 'dt.dbankcloud.eu', 'dt.dbankcloud.asia', 'dt.dbankcloud.ru', 'logservice.hicloud.com', 'logservice1.hicloud.com', 'logbak.hicloud.com', 'ads.huawei.com', 'hwad.net'], packages: ['com.huawei.hiad', 'com.huawei.bd'], accountTypes: [], sources: [GRS, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'huawei/app-gallery', vendor: 'huawei', name: 'AppGallery', domains: ['appgallery.huawei.com', 'appgallery.cloud.huawei.com', 'appstore.huawei.com', 'hispace.hicloud.com'], packages: ['com.huawei.appmarket'], accountTypes: [], sources: [VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'huawei/cloud', vendor: 'huawei', name: 'Huawei Cloud (hosting for others)', domains: ['huaweicloud.com', 'myhuaweicloud.com', 'myhuaweicloud.cn', 'huaweicloudapis.com'], packages: [], accountTypes: [], operator: 'Huawei Cloud Computing Technologies Co., Ltd.', sources: [DOMAIN_LISTS], asOf: AS_OF },
  ],
};
