import type { CatalogueFile } from '../schema.ts';
import { AS_OF, DOMAIN_LISTS, PLAY_DEVICES, VENDOR_SOFTWARE } from './shared-sources.ts';

const OPEN_PLATFORM = { title: 'OPPO open platform, documentation', url: 'https://open.oppomobile.com', date: AS_OF };
const PRIVACY = { title: 'OPPO and HeyTap privacy policies', url: 'https://www.oppo.com/en/privacy/', date: AS_OF };
const UPDATER = { title: 'ColorOS, OxygenOS and realme UI system updater: update and download hosts by region', date: AS_OF };

/** OPPO, with ColorOS and HeyTap, whose cloud also serves OnePlus and realme handsets. */
export const oppo: CatalogueFile = {
  vendor: {
    key: 'oppo',
    name: 'OPPO',
    legalNames: ['Guangdong OPPO Mobile Telecommunications Corp., Ltd.', 'OPPO Guangdong Mobile Telecommunications Co., Ltd.', 'OPPO Electronics Corp.', 'HeyTap Pte. Ltd.', 'OPPO Mobiles India Private Limited', 'OPLUS Mobile Telecommunications', '广东欧珀移动通信有限公司'],
    brands: ['OPPO', 'OPLUS', 'HeyTap'],
    spellings: ['欧珀', 'OPPO Mobile'],
    models: ['OPPO*', 'CPH*', 'A33f', 'A33fw', 'A37f', 'A37fw', 'A51f', 'A51fw', 'A53f', 'A53fw', 'F1f', 'F1fw', 'R7f', 'R7kf', 'R7plusf', 'R7sf', 'R7sm', 'N5111', 'N5116', 'N5117', 'N5206', 'N5207', 'N5209', 'R8106', 'R8107', 'R8109', 'R8200', 'R8201', 'R8205', 'R8206', 'R8207', 'X9006', 'X9007', 'X9009', 'X9070', 'X9076', 'X9077', 'X9079', 'A001OP', 'A002OP', 'A101OP', 'A102OP', 'A103OP', 'A201OP', 'A202OP', 'PDNT00', 'OPG*', 'OPD2*', 'PAAM*', 'PAAT*', 'PACM*', 'PACT*', 'PADM*', 'PADT*', 'PAFM*', 'PAFT*', 'PAHM*', 'PBAM*', 'PBAT*', 'PBBM*', 'PBBT*', 'PBCM*', 'PBCT*', 'PBDM*', 'PBDT*', 'PBEM*', 'PBET*', 'PBFM*', 'PBFT*', 'PCAM*', 'PCAT*', 'PCCM*', 'PCCT*', 'PCDM*', 'PCDT*', 'PCEM*', 'PCET*', 'PCGM*', 'PCGT*', 'PCHM*', 'PCHT*', 'PCKM*', 'PCLM*', 'PCNM*', 'PCPM*', 'PCRM*', 'PCRT*', 'PDAM*', 'PDAT*', 'PDBM*', 'PDCM*', 'PDEM*', 'PDET*', 'PDHM*', 'PDKM*', 'PDKT*', 'PDNM*', 'PDPM*', 'PDPT*', 'PDRM*', 'PDSM*', 'PDST*', 'PDVM*', 'PDYM*', 'PDYT*', 'PEAM*', 'PEAT*', 'PECM*', 'PECT*', 'PEDM*', 'PEEM*', 'PEFM*', 'PEGM*', 'PEGT*', 'PEHM*', 'PEHT*', 'PELM*', 'PEMM*', 'PEMT*', 'PENM*', 'PEPM*', 'PEQM*', 'PERM*', 'PESM*', 'PEUM*', 'PEXM*', 'PEYM*', 'PEZM*', 'PFCM*', 'PFDM*', 'PFFM*', 'PFGM*', 'PFJM*', 'PFTM*', 'PFUM*', 'PFVM*', 'PFZM*', 'PGAM*', 'PGBM*', 'PGCM*', 'PGEM*', 'PGFM*', 'PGGM*', 'PGIM*', 'PGJM*', 'PGT110', 'PGU110', 'PGW110', 'PGX110', 'PHA120', 'PHF110', 'PHJ110', 'PHM110', 'PHN110', 'PHQ110', 'PHS110', 'PHT110', 'PHU110', 'PHW110', 'PHY110', 'PHZ110', 'PJG110', 'PJH110', 'PJJ110', 'PJL110', 'PJS110', 'PJT110', 'PJU110', 'PJV110', 'PJW110', 'PJX110', 'PJY110', 'PKA110', 'PKB110', 'PKC110', 'PKC130'],
    products: ['OP4*L1', 'OP5*L1', 'OPPO*', 'OP46*', 'OP47*', 'OP48*', 'OP4A*', 'OP4B*', 'OP4C*', 'OP4E*', 'OP4F*'],
    packages: ['com.oppo.', 'com.oplus.', 'com.coloros.', 'com.heytap.', 'com.nearme.', 'com.color.'],
    firmwarePackages: ['com.oppo.launcher', 'com.oppo.ota', 'com.coloros.sau', 'com.coloros.safecenter', 'com.coloros.securitypermission', 'com.coloros.phonemanager', 'com.oplus.ota', 'com.oplus.safecenter'],
    domains: [
      'oppo.com', 'oppo.cn', 'oppo.mobi', 'ioppo.com.cn', 'ioppo.net', 'myoppo.com', 'oppoer.me', 'oppowork.com', 'oppodigital.com', 'oppodigital.com.cn', 'oppopay.com', 'opposhop.cn', 'opposhop.in', 'shopoppo.cn', 'shopoppo.com.cn', 'opdwz.cn', 'oppomobile.com', 'oppomobile.cn', 'oppocolor.com', 'oppocoloros.com', 'oppostore.com', 'oplus.com', 'myoas.com',
      'coloros.com', 'coloros.net', 'heytap.com', 'heytapmobile.com', 'heytapmobi.com', 'heytapdl.com', 'heytapdownload.com', 'heytapimage.com', 'heytapimg.com', 'heytapcs.com', 'nearme.com.cn', 'wanyol.com', 'keke.cn', 'finzfin.com',
      'allawnos.com', 'allawntech.com', 'allawnofs.com', 'allawnfs.com', 'allawno.com',
    ],
    country: 'CN',
    seat: 'CN',
    related: ['oneplus', 'realme'],
    sources: [PLAY_DEVICES, DOMAIN_LISTS, OPEN_PLATFORM, UPDATER, VENDOR_SOFTWARE],
    asOf: AS_OF,
  },
  services: [
    { key: 'oppo/heytap-cloud', vendor: 'oppo', name: 'HeyTap Cloud (OPPO Cloud)', domains: ['cloud.oppo.com', 'cloud.heytap.com', 'ocloud.heytapmobi.com', 'ocloud.heytapmobile.com', 'ocloud.oppomobile.com', 'cloud.heytapmobi.com', 'cloud.heytapmobile.com'], packages: ['com.heytap.cloud', 'com.coloros.cloud', 'com.coloros.findmyphone', 'com.coloros.findphone.client2', 'com.nearme.sync', 'com.coloros.ocs.opencapabilityservice'], accountTypes: ['com.heytap', 'com.oppo.usercenter'], sources: [PRIVACY, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'oppo/push', vendor: 'oppo', name: 'OPPO Push (HeyTap Push)', domains: ['push.oppomobile.com', 'push.heytapmobi.com', 'push.heytapmobile.com', 'api.push.oppomobile.com'], packages: ['com.heytap.mcs', 'com.coloros.mcs', 'com.heytap.openid'], accountTypes: [], sources: [OPEN_PLATFORM, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'oppo/account', vendor: 'oppo', name: 'HeyTap account (OPPO account)', domains: ['uc.oppomobile.com', 'uc.heytapmobi.com', 'uc.heytapmobile.com', 'id.oppo.com', 'id.heytap.com', 'client-uc.heytapmobi.com'], packages: ['com.oppo.usercenter', 'com.heytap.usercenter', 'com.heytap.vip', 'com.heytap.htms'], accountTypes: ['com.heytap', 'com.oppo.usercenter'], sources: [PRIVACY, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'oppo/analytics', vendor: 'oppo', name: 'HeyTap statistics and advertising', domains: ['dc.oppomobile.com', 'ads.oppomobile.com', 'ads.heytapmobi.com', 'ads.heytapmobile.com', 'adsfs.oppomobile.com', 'dc.heytapmobi.com', 'dc.heytapmobile.com'], packages: ['com.nearme.statistics.rom', 'com.heytap.habit.analysis', 'com.oppo.ads', 'com.oplus.statistics.rom'], accountTypes: [], sources: [OPEN_PLATFORM, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'oppo/app-market', vendor: 'oppo', name: 'OPPO App Market (HeyTap)', domains: ['store.oppomobile.com', 'store.heytapmobi.com', 'store.nearme.com.cn', 'gamecenter.oppomobile.com'], packages: ['com.heytap.market', 'com.oppo.market', 'com.nearme.gamecenter'], accountTypes: [], sources: [OPEN_PLATFORM, VENDOR_SOFTWARE], asOf: AS_OF },
  ],
};
