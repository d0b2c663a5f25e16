import type { CatalogueFile } from '../schema.ts';
import { AS_OF, DOMAIN_LISTS, PLAY_DEVICES, VENDOR_SOFTWARE } from './shared-sources.ts';

const OPEN_PLATFORM = { title: 'vivo open platform, documentation', url: 'https://dev.vivo.com.cn', date: AS_OF };
const PRIVACY = { title: 'vivo privacy policy', url: 'https://www.vivo.com/en/about-vivo/privacy-policy', date: AS_OF };

/** vivo, with iQOO. */
export const vivo: CatalogueFile = {
  vendor: {
    key: 'vivo',
    name: 'vivo',
    legalNames: ['vivo Mobile Communication Co., Ltd.', 'vivo Mobile India Private Limited', 'BBK Communication Technology Co., Ltd.', '维沃移动通信有限公司'],
    brands: ['vivo', 'iQOO', 'Jovi'],
    spellings: ['维沃', 'BBK'],
    models: ['vivo 1*', 'vivo PD*', 'vivo Xplay*', 'vivo 2*', 'vivo V*', 'vivo Y*', 'vivo T*', 'vivo Z*', 'vivo NEX*', 'vivo X2*', 'vivo X3*', 'vivo X5*', 'vivo X6*', 'vivo X7*', 'vivo X8*', 'vivo X9*', 'vivo X1*', 'vivo S1*', 'vivo S3', 'vivo S5', 'vivo S6', 'vivo S7*', 'vivo S9*', 'iQOO*', 'V1730*', 'V1731*', 'V1732*', 'V1801*', 'V1809*', 'V1813*', 'V1814*', 'V1816*', 'V1818*', 'V1821*', 'V1824*', 'V1829*', 'V1831*', 'V1832*', 'V1836*', 'V1838*', 'V190*', 'V191*', 'V192*', 'V193*', 'V194*', 'V195*', 'V196*', 'V198*', 'V199*', 'V2001*', 'V2002*', 'V2005*', 'V2006*', 'V2009*', 'V201*', 'V202*', 'V203*', 'V204*', 'V205*', 'V206*', 'V207*', 'V208*A', 'V209*A', 'V2201*', 'V2208*', 'V2209*', 'V221*', 'V2271A', 'V2272A', 'V2305*', 'V210*', 'V211*', 'V212*', 'V213*', 'V214*', 'V215*', 'V216*', 'V217*', 'V218*', 'V219*', 'V2202*', 'V2203*', 'V2204*', 'V2205*', 'V2206*', 'V2207*', 'V2218*', 'V222*', 'V223*', 'V224*', 'V225*', 'V2266*', 'V2270*', 'V2301*', 'V2302*', 'V2303*', 'V2304*', 'V2307*', 'V2309*', 'V2310*', 'V2312*', 'V2314*', 'V2317*', 'V2318*', 'V2319*', 'V232*', 'V233*', 'V234*', 'V235*', 'V2361*', 'V2362*', 'V240*', 'V241*', 'V242*', 'V243*', 'V244*', 'V250*', 'V251*', 'I1927', 'I1928', 'I2008', 'I2009', 'I2011', 'I2012', 'I2017', 'I2018', 'I2019', 'I2020', 'I2022', 'I2126', 'I2127', 'I2201', 'I2202', 'I2203', 'I2206', 'I2207', 'I2208', 'I2212', 'I2213', 'I2214', 'I2216', 'I2217', 'I2219', 'I2220', 'I2221', 'I2301', 'I2302', 'I2304', 'I2305', 'I2306', 'I2401', 'I2402', 'PA2170', 'PA2171', 'PA2353', 'PA2373', 'PA2455', 'PA2473'],
    products: ['PD1*', 'PD2*'],
    packages: ['com.vivo.', 'com.bbk.', 'com.iqoo.'],
    firmwarePackages: ['com.bbk.launcher2', 'com.bbk.updater', 'com.bbk.account', 'com.iqoo.secure', 'com.vivo.permissionmanager', 'com.vivo.abe', 'com.vivo.daemonService'],
    domains: ['vivo.com', 'vivo.com.cn', 'vivo.cn', 'vivo.xyz', 'vivoglobal.com', 'vivo.co.in', 'vivo.ru', 'iqoo.com', 'iqoo.com.cn', 'vvstc.com', 'budingscan.com', 'blueos.com.cn', 'bbk.com', 'vivoidc.com'],
    country: 'CN',
    seat: 'CN',
    sources: [PLAY_DEVICES, DOMAIN_LISTS, OPEN_PLATFORM, VENDOR_SOFTWARE],
    asOf: AS_OF,
  },
  services: [
    { key: 'vivo/cloud', vendor: 'vivo', name: 'vivo Cloud', domains: ['cloud.vivo.com', 'cloud.vivo.com.cn', 'yun.vivo.com.cn', 'clouddisk.vivo.com.cn', 'in-cloud.vivoglobal.com', 'find.vivo.com.cn'], packages: ['com.bbk.cloud', 'com.vivo.findphone'], accountTypes: ['BBKOnLineService'], sources: [PRIVACY, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'vivo/push', vendor: 'vivo', name: 'vivo Push', domains: ['push.vivo.com.cn', 'api-push.vivo.com.cn', 'gw-push.vivo.com.cn', 'vpush.vivoglobal.com'], packages: ['com.vivo.pushservice'], accountTypes: [], sources: [OPEN_PLATFORM, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'vivo/account', vendor: 'vivo', name: 'vivo account', domains: ['passport.vivo.com', 'passport.vivo.com.cn', 'usrsys.vivo.com.cn', 'id.vivo.com.cn', 'in-usrsys.vivoglobal.com', 'asia-usrsys.vivoglobal.com'], packages: ['com.bbk.account'], accountTypes: ['BBKOnLineService'], sources: [PRIVACY, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'vivo/analytics', vendor: 'vivo', name: 'vivo statistics', domains: ['st-eden.vivo.com.cn', 'stsdk.vivo.com.cn', 'abeacdataort-stsdk.vivoglobal.com', 'asia-abeacdataort-stsdk.vivoglobal.com', 'in-stsdk.vivoglobal.com', 'asia-exstsdk.vivoglobal.com'], packages: ['com.vivo.abe', 'com.vivo.abeui', 'com.bbk.iqoo.logsystem'], accountTypes: [], sources: [VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'vivo/app-store', vendor: 'vivo', name: 'V-Appstore', domains: ['appstore.vivo.com.cn', 'main.appstore.vivo.com.cn', 'in-appstore.vivoglobal.com'], packages: ['com.bbk.appstore', 'com.vivo.appstore'], accountTypes: [], sources: [OPEN_PLATFORM, VENDOR_SOFTWARE], asOf: AS_OF },
  ],
};
