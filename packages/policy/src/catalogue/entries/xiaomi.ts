import type { CatalogueFile } from '../schema.ts';
import { AS_OF, DOMAIN_LISTS, PLAY_DEVICES, VENDOR_SOFTWARE } from './shared-sources.ts';

const ANNUAL_REPORT = { title: 'Xiaomi Corporation, annual report 2024', url: 'https://ir.mi.com', date: '2025-04-24' };
const PRIVACY = { title: 'Xiaomi privacy policy', url: 'https://privacy.mi.com/all/en_US/', date: '2024-11-11' };
const LAB_TEST = { title: 'F-Secure, Testing the Xiaomi Redmi 1S', url: 'https://archive.f-secure.com/weblog/archives/00002731.html', date: '2014-08-07' };
const LAB_RETEST = { title: 'F-Secure, Testing the Xiaomi Redmi 1S, now with OTA update', date: '2014-08-14' };


/** Xiaomi, with Redmi, POCO and Black Shark. */
export const xiaomi: CatalogueFile = {
  vendor: {
    key: 'xiaomi',
    name: 'Xiaomi',
    legalNames: [
      'Xiaomi Corporation',
      'Xiaomi Inc.',
      'Xiaomi Communications Co., Ltd.',
      'Beijing Xiaomi Technology Co., Ltd.',
      'Beijing Xiaomi Mobile Software Co., Ltd.',
      'Xiaomi Technology India Private Limited',
      'Xiaomi Singapore Pte. Ltd.',
      'Xiaomi Technology Netherlands B.V.',
      '小米科技有限责任公司',
    ],
    brands: ['Xiaomi', 'Redmi', 'POCO', 'Mi', 'Black Shark'],
    spellings: ['小米', '红米', 'Hongmi', 'POCOPHONE', 'XiaoMi Tech', 'Poco Global'],
    models: [
      'Mi *', 'Mi9 *', 'MIX 2S', 'MIX 3', 'MIX 4', 'Mi-4c', 'MiBOX*', 'MiPad*', 'MiTV*', 'MiProj*',
      'Redmi*', 'POCO*', 'Xiaomi*', 'HM *', 'HM1*', 'HM2*', 'HMNOTE*', 'Hongmi*', 'SHARK *', 'AWM-A0', 'DLT-A0', 'DLT-H0', 'XIG01', 'XIG02', 'XIG03', 'XIG04', 'A001XM', 'A101XM', 'A201XM', 'A301XM', 'A402XM', 'santoni', 'ginkgo', 'begonia', 'curtana', 'dandelion', 'angelica', 'cattail', 'galahad', 'pyxis', 'equuleus', 'SKR-*', 'SKW-*',
      // Redmi 1S (armani): HM 1AC, HM 1S, HM 1SC, HM 1SW; its TD model 2014011 (HM2014011)
      'HM 1AC', 'HM 1S', 'HM 1SC', 'HM 1SW', '2014011', 'HM2014011', '2013022', '2013023', '2013028', '2013029', '2013061', '2013062', '2013063',
      '2014021', '2014215', '2014216', '2014218', '2014501', '2014502', '2014512', '2014616', '2014618', '2014619', '2014712', '2014715', '2014716', '2014719', '20148*', '2014910', '2014911', '2014912', '2014915', '2014916',
      '20150*', '2015105', '2015112', '2015116', '2015161', '2015201', '2015211', '2015213', '2015215', '2015217', '2015561', '2015611', '2015612', '2015617', '2015628', '2015711', '2015811', '2015812', '2015816', '2015817', '2015818', '2015911',
      '2016001', '2016002', '2016006', '2016007', '201603*', '2016050', '2016051', '2016060', '2016070', '2016080', '2016089', '2016090', '2016100', '2016101', '2016102', '2016111', '2016112', '2016116', '2016117',
      // 2017: year letter M, then month and form
      'MAE136', 'MAG138', 'MAI132', 'MAT136', 'MBE6*', 'MBT6*', 'MBG139', 'MCE16', 'MCE91', 'MCE3B', 'MCE8', 'MCG3B', 'MCI3B', 'MCT1', 'MCT3B', 'MCT8', 'MDE1', 'MDE2', 'MDE5*', 'MDE6*', 'MDE40', 'MDG1', 'MDG2', 'MDG6*', 'MDG40', 'MDI1', 'MDI2', 'MDI6*', 'MDI40', 'MDT1', 'MDT2', 'MDT4', 'MDT6*', 'MEC7S', 'MEE7S', 'MEG7', 'MEG7S', 'MEI7', 'MEI7S', 'MET7*',
      // 2018 to mid-2021: M, year, month, line
      'M1801*', 'M1803*', 'M1804*', 'M1805*', 'M1806*', 'M1807*', 'M1808*', 'M1810*', 'M1901F*', 'M1902F*', 'M1903C*', 'M1903F*', 'M1904F*', 'M1906F*', 'M1906G*', 'M1907F*', 'M1908C*', 'M1908F*', 'M1910F*', 'M1912G*', 'M2001C*', 'M2001G*', 'M2001J*', 'M2002F*', 'M2002J*', 'M2003J*', 'M2004C*', 'M2004J*', 'M2006C*', 'M2006J*', 'M2007J*', 'M2010J*', 'M2011J*', 'M2011K*', 'M2012K*', 'M2101K*', 'M2102J*', 'M2102K*', 'M2103K*', 'M2104K*', 'M2105K*',
      // since mid-2021: year, month, line and market
      '21051*', '2106118*', '21061110*', '21061119*', '2107113*', '2107119*', '21081*', '2109106*', '21091116*', '2109119*', '211033*', '211121*', '2112123*', '21121119*', '21121210*',
      '22011*', '220112*', '220123*', '22021*', '220233*', '220312*', '22031116*', '220333*', '22041*', '220511*', '2206*C', '22061*', '2207*', '22071*', '220733*', '220743*', '22081*', '22087*', '22091*', '221012*', '22101*', '2210132*', '22111*', '221113*', '22120*', '22122*', '22126*', '22127*', '2212AR*', '22200414R',
      '23013*', '2301*C', '23021*', '23026*', '23027*', '23028*', '23030*', '23043*', '23046*', '23049*', '23053*', '23054*', '2306*', '23073*', '23076*', '23077*', '23078*', '2308*', '23090*', '2309*', '23100*', '23106*', '23108*', '2311*', '23113*', '23116*', '23117*', '23122*', '23124*', '23127*', '23128*', '23129*',
      '24018*', '2401*C', '24030*', '24031*', '24040*', '24048*', '24049*', '2405*', '2406*', '2407*', '2408*', '2409*', '2410*', '2411*', '2412*', '2501*', '2502*', '2503*', '2504*', '2505*', '2506*', '2507*', '2508*', '2509*', '2510*', '2511*', '2512*',
    ],
    products: [
      'armani', 'HM2013022', 'HM2013023', 'HM2014*', 'lcsh92_wet_*', 'dior', 'gucci', 'lte26007', 'wt86047', 'wt88047', 'cancro', 'cancro_wc_lte', 'pisces', 'mocha', 'virgo', 'ferrari', 'libra', 'hennessy', 'kenzo', 'kate', 'nikel', 'mido', 'santoni', 'markw', 'capricorn', 'natrium', 'chiron', 'sagit', 'tissot*', 'jasmine_sprout', 'daisy_sprout', 'laurel_sprout', 'whyred', 'vince', 'riva', 'ugglite', 'ysl', 'cereus', 'sakura_india', 'beryllium', 'dipper', 'equuleus', 'ursa', 'platina', 'nitrogen', 'cepheus', 'grus', 'pyxis', 'laurus', 'tucana', 'davinci*', 'raphael*', 'onc', 'olivelite', 'olivewood', 'ginkgo', 'begonia*', 'biloba', 'curtana', 'joyeuse', 'excalibur', 'merlinnfc', 'lancelot', 'galahad', 'angelica*', 'cattail', 'lmi*', 'cmi', 'umi', 'cezanne', 'alioth*', 'haydn*', 'sweetin', 'camellian', 'gauguin*', 'surya', 'karna', 'vayu', 'bhima', 'citrus', 'spes', 'spesn', 'veux', 'peux', 'miel', 'fleur', 'munch', 'ingres', 'mondrian', 'fuxi', 'nuwa', 'ishtar', 'marble', 'evergo', 'evergreen', 'pissarro*',
    ],
    packages: ['com.miui.', 'com.xiaomi.', 'com.mi.android.globalFileexplorer', 'com.mi.globalTrendNews', 'com.mi.android.globalminusscreen', 'com.mi.health'],
    firmwarePackages: ['com.miui.home', 'com.miui.securitycenter', 'com.miui.securityadd', 'com.miui.securitycore', 'com.miui.rom', 'com.miui.core', 'com.miui.system', 'com.miui.daemon', 'com.miui.cloudservice', 'com.xiaomi.account', 'com.xiaomi.finddevice'],
    domains: [
      'xiaomi.com', 'xiaomi.net', 'xiaomi.cn', 'xiaomi.com.cn', 'xiaomi.com.tw', 'xiaomi.com.hk', 'mi.com', 'miui.com', 'miui.net', 'redmi.com', 'po.co', 'poco.net', 'pocophone.com', 'blackshark.com',
      'mi-img.com', 'mi-fds.com', 'mi-fds.net', 'mi-idc.com', 'mi-dun.com', 'mi-ads.com', 'mgslb.com', 'mifile.cn', 'appmifile.com', 'miwifi.com', 'mieco.net', 'mijia.tech', 'mioffice.cn', 'miot-spec.org', 'mitvos.com', 'mipay.com', 'mitu.com', 'migames.com', 'wali.com', 'duokan.com', 'duokanbox.com',
      'xiaomicp.com', 'xiaomidns.cn', 'xiaomidns.com', 'xiaomidns.com.cn', 'xiaomidns.net', 'xiaomiev.com', 'xiaomiinc.cn', 'xiaomiinc.com', 'xiaomiinc.com.cn', 'xiaomiinc.net', 'xiaomimobile.com', 'xiaominr.com', 'xiaomiprint.com', 'xiaomisa.cn', 'xiaomisa.com', 'xiaomisa.net', 'xiaomisa.org', 'xiaomiwear.com', 'xiaomixiaoai.com', 'xiaomimimo.com', 'xiaoaiassist.com', 'miaibox.com', 'xiaomiyoupin.com', 'youpin.cn', 'youpin.com.cn', 'zmifi.com', 'airstarfinance.net', 'tjqonline.cn', 'tjqonline.com', 'saxyit.com',
    ],
    country: 'CN',
    seat: 'CN',
    buildPattern: 'miui',
    sources: [ANNUAL_REPORT, PLAY_DEVICES, DOMAIN_LISTS, VENDOR_SOFTWARE],
    asOf: AS_OF,
  },
  services: [
    {
      key: 'xiaomi/mi-cloud',
      vendor: 'xiaomi',
      name: 'Mi Cloud (Xiaomi Cloud)',
      domains: ['i.mi.com', 'micloud.xiaomi.net', 'micloud.mi.com', 'cloud.mi.com', 'cloud.xiaomi.com', 'find.mi.com', 'micloud.mgslb.com'],
      packages: ['com.miui.cloudservice', 'com.miui.micloudsync', 'com.miui.cloudbackup', 'com.xiaomi.finddevice', 'com.xiaomi.micloud.sdk', 'com.miui.cloudservice.sysbase'],
      accountTypes: ['com.xiaomi'],
      sources: [PRIVACY, VENDOR_SOFTWARE],
      asOf: AS_OF,
    },
    {
      key: 'xiaomi/cloud-messaging',
      vendor: 'xiaomi',
      name: 'Cloud Messaging and Mi Push',
      domains: ['xmpush.xiaomi.com', 'xmpush.global.xiaomi.com', 'msg.xiaomi.net', 'chat.xiaomi.net', 'mimc.chat.xiaomi.net', 'push.xiaomi.com'],
      packages: ['com.xiaomi.xmsf', 'com.xiaomi.xmsfkeeper'],
      accountTypes: [],
      sources: [LAB_TEST, LAB_RETEST, VENDOR_SOFTWARE],
      asOf: AS_OF,
    },
    {
      key: 'xiaomi/account',
      vendor: 'xiaomi',
      name: 'Mi Account',
      domains: ['account.xiaomi.com', 'api.account.xiaomi.com', 'account.mi.com', 'account.preview.n.xiaomi.net'],
      packages: ['com.xiaomi.account'],
      accountTypes: ['com.xiaomi'],
      sources: [LAB_TEST, PRIVACY, VENDOR_SOFTWARE],
      asOf: AS_OF,
    },
    {
      key: 'xiaomi/analytics',
      vendor: 'xiaomi',
      name: 'MIUI Analytics and advertising',
      domains: ['mistat.xiaomi.com', 'mistat.intl.xiaomi.com', 'mistat.india.xiaomi.com', 'mistat.rus.xiaomi.com', 'tracking.miui.com', 'tracking.intl.miui.com', 'tracking.india.miui.com', 'tracking.rus.miui.com', 'ad.xiaomi.com', 'ad.intl.xiaomi.com', 'ad.mi.com', 'onetrack.intl.miui.com'],
      packages: ['com.miui.analytics', 'com.miui.msa.global', 'com.miui.systemAdSolution', 'com.miui.hybrid'],
      accountTypes: [],
      sources: [PRIVACY, VENDOR_SOFTWARE],
      asOf: AS_OF,
    },
    {
      key: 'xiaomi/app-store',
      vendor: 'xiaomi',
      name: 'GetApps (Mi App Store)',
      domains: ['market.xiaomi.com', 'global.market.xiaomi.com', 'app.mi.com', 'app.xiaomi.com', 'market.mi-img.com'],
      packages: ['com.xiaomi.mipicks', 'com.xiaomi.market', 'com.xiaomi.discover'],
      accountTypes: [],
      sources: [VENDOR_SOFTWARE, DOMAIN_LISTS],
      asOf: AS_OF,
    },
    {
      key: 'xiaomi/home',
      vendor: 'xiaomi',
      name: 'Xiaomi Home (Mi Home)',
      domains: ['io.mi.com', 'home.mi.com', 'miot-spec.org', 'mijia.tech'],
      packages: ['com.xiaomi.smarthome'],
      accountTypes: [],
      sources: [PRIVACY, DOMAIN_LISTS],
      asOf: AS_OF,
    },
  ],
};
