import type { CatalogueFile } from '../schema.ts';
import { AS_OF, DOMAIN_LISTS, PLAY_DEVICES, VENDOR_SOFTWARE } from './shared-sources.ts';

const MERGER = { title: 'OnePlus announces its integration with OPPO', date: '2021-06-16' };
const PRIVACY = { title: 'OnePlus privacy policy', url: 'https://www.oneplus.com/global/legal/privacy-policy', date: AS_OF };

/** OnePlus, a sub-brand of OPPO since June 2021; newer handsets use HeyTap, see `oppo`. */
export const oneplus: CatalogueFile = {
  vendor: {
    key: 'oneplus',
    name: 'OnePlus',
    legalNames: ['OnePlus Technology (Shenzhen) Co., Ltd.', 'OnePlus Technology India Private Limited', '深圳市万普拉斯科技有限公司'],
    brands: ['OnePlus'],
    spellings: ['一加', 'One Plus'],
    models: ['ONEPLUS*', 'One Plus*', 'A0001', 'ONE A2*', 'ONE E1*', 'CPH*', 'GM1900', 'GM1901', 'GM1903', 'GM1905', 'GM1910', 'GM1911', 'GM1913', 'GM1915', 'GM1917', 'GM1920', 'GM1925', 'HD1900', 'HD1901', 'HD1903', 'HD1905', 'HD1907', 'HD1910', 'HD1911', 'HD1913', 'HD1925', 'IN2010', 'IN2011', 'IN2013', 'IN2015', 'IN2017', 'IN2019', 'IN2020', 'IN2021', 'IN2023', 'IN2025', 'AC2001', 'AC2003', 'KB2000', 'KB2001', 'KB2003', 'KB2005', 'KB2007', 'BE2011', 'BE2012', 'BE2013', 'BE2015', 'BE2025', 'BE2026', 'BE2028', 'BE2029', 'BE2040', 'BE2041', 'DE2117', 'DE2118', 'DN2101', 'DN2103', 'EB2101', 'EB2103', 'GN2200', 'IV2201', 'LE2100', 'LE2101', 'LE2110', 'LE2111', 'LE2112', 'LE2113', 'LE2115', 'LE2117', 'LE2119', 'LE2120', 'LE2121', 'LE2123', 'LE2125', 'LE2127', 'MT2110', 'MT2111', 'NE2210', 'NE2211', 'NE2213', 'NE2215', 'NE2217', 'CPH2381', 'CPH2399', 'CPH2401', 'CPH2409', 'CPH2411', 'CPH2413', 'CPH2415', 'CPH2417', 'CPH2419', 'CPH2423', 'CPH2447', 'CPH2449', 'CPH2451', 'CPH2459', 'CPH2465', 'CPH2467', 'CPH2487', 'CPH2491', 'CPH2493', 'CPH2513', 'CPH2515', 'CPH2551', 'CPH2569', 'CPH2573', 'CPH2581', 'CPH2583', 'CPH2585', 'CPH2609', 'CPH2611', 'CPH2613', 'CPH2649', 'CPH2653', 'CPH2655', 'PGKM10', 'PGP110', 'PGZ110', 'PHB110', 'PHK110', 'PHP110', 'PJA110', 'PJD110', 'PJE110', 'PJF110', 'PJZ110', 'OPD2203', 'OPD2304'],
    products: ['OnePlus*', 'bacon'],
    packages: ['com.oneplus.', 'net.oneplus.', 'cn.oneplus.'],
    firmwarePackages: ['net.oneplus.launcher', 'com.oneplus.security', 'com.oneplus.account', 'net.oneplus.odm', 'cn.oneplus.nvbackup'],
    domains: ['oneplus.com', 'oneplus.cn', 'oneplus.net', 'oneplus.in', 'opstatics.com', 'oneplusbbs.com', 'oneplusmobile.com', 'h2os.com'],
    country: 'CN',
    seat: 'CN',
    related: ['oppo', 'realme'],
    sources: [MERGER, PLAY_DEVICES, DOMAIN_LISTS, VENDOR_SOFTWARE],
    asOf: AS_OF,
  },
  services: [
    { key: 'oneplus/cloud', vendor: 'oneplus', name: 'OnePlus Cloud', domains: ['cloud.oneplus.com', 'cloud.h2os.com', 'cloud.oneplus.cn'], packages: ['com.oneplus.cloud', 'com.oneplus.account'], accountTypes: ['com.oneplus.account'], sources: [PRIVACY, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'oneplus/account', vendor: 'oneplus', name: 'OnePlus account', domains: ['account.oneplus.com', 'account.oneplus.net', 'accounts.oneplus.com', 'accounts.oneplus.cn'], packages: ['com.oneplus.account'], accountTypes: ['com.oneplus.account'], sources: [PRIVACY, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'oneplus/analytics', vendor: 'oneplus', name: 'OnePlus statistics', domains: ['open.oneplus.net', 'click.oneplus.com', 'click.oneplus.cn', 'router.oneplus.com'], packages: ['net.oneplus.odm', 'net.oneplus.odm.provider', 'cn.oneplus.nvbackup'], accountTypes: [], sources: [VENDOR_SOFTWARE], asOf: AS_OF },
  ],
};
