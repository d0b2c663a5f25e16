import type { CatalogueFile } from '../schema.ts';
import { AS_OF, DOMAIN_LISTS, VENDOR_SOFTWARE } from './shared-sources.ts';

const ANNUAL_REPORT = { title: 'Baidu, Inc., Form 20-F for 2024', url: 'https://ir.baidu.com', date: '2025-03-28' };
const STUDY = { title: 'Citizen Lab, Baidu’s and Don’ts: privacy and security issues in Baidu Browser', url: 'https://citizenlab.ca/2016/02/privacy-security-issues-baidu-browser/', date: '2016-02-23' };

/** Baidu. */
export const baidu: CatalogueFile = {
  vendor: {
    key: 'baidu',
    name: 'Baidu',
    legalNames: ['Baidu, Inc.', 'Beijing Baidu Netcom Science Technology Co., Ltd.', 'Baidu Online Network Technology (Beijing) Co., Ltd.', '北京百度网讯科技有限公司'],
    brands: ['Baidu', 'DuerOS', 'Xiaodu'],
    spellings: ['百度', '小度'],
    models: ['XDH-*', 'NV6*-Xiaodu'],
    products: [],
    packages: ['com.baidu.', 'com.dianxinos.', 'com.duapps.'],
    domains: ['baidu.com', 'baidu.cn', 'baidu.com.cn', 'baidu.jp', 'baidustatic.com', 'bdstatic.com', 'bdimg.com', 'baiducontent.com', 'baidupcs.com', 'baidubcr.com', 'baiduapp.com', 'bdcloudapi.com', 'bdtjrcv.com', 'shifen.com', 'hao123.com', 'hao123img.com', 'hao222.com', 'haokan.com', 'nuomi.com', 'tieba.com', 'tiebaimg.com', 'dwz.cn', 'duapp.com', 'duapps.com', 'duapps.net', 'smartapps.cn', 'mipcdn.com', 'xiaodutv.com', 'dueros.ai', '91.com', 'apollo.auto', 'yoojia.com', 'popin.cc', 'baidubce.com', 'bcebos.com', 'bcelive.com', 'bce-cdn.com', 'baidu-cdn.com', 'baidu-cdn.cn', 'baidu-cdn.net', 'baiduyuncdn.com', 'baiduyuncdn.cn', 'baiduyuncdn.net', 'bdydns.com', 'bdydns.net', 'bdydns.cn', 'bdycdn.cn', 'bdycdn.net', 'jomodns.com', 'jomodns.net', 'jomodns.cn', 'jomocdn.net', 'duxiaoman.com', 'dxmpay.com', 'baifubao.com'],
    country: 'CN',
    seat: 'CN',
    sources: [ANNUAL_REPORT, DOMAIN_LISTS, VENDOR_SOFTWARE],
    asOf: AS_OF,
  },
  services: [
    { key: 'baidu/search', vendor: 'baidu', name: 'Baidu app and browser', domains: ['m.baidu.com', 'mbrowser.baidu.com', 'mobile.baidu.com'], packages: ['com.baidu.searchbox', 'com.baidu.browser.apps', 'com.baidu.browser.inter'], accountTypes: ['com.baidu'], sources: [STUDY, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'baidu/maps', vendor: 'baidu', name: 'Baidu Maps and location SDK', domains: ['map.baidu.com', 'api.map.baidu.com', 'loc.map.baidu.com', 'client.map.baidu.com'], packages: ['com.baidu.BaiduMap', 'com.baidu.map.location'], accountTypes: [], sources: [VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'baidu/netdisk', vendor: 'baidu', name: 'Baidu Netdisk', domains: ['pan.baidu.com', 'pcs.baidu.com', 'baidupcs.com', 'yun.baidu.com'], packages: ['com.baidu.netdisk'], accountTypes: ['com.baidu'], sources: [VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'baidu/analytics', vendor: 'baidu', name: 'Baidu statistics (Mobile Tongji, Tongji)', domains: ['hm.baidu.com', 'hmma.baidu.com', 'openrcv.baidu.com', 'mtj.baidu.com', 'tongji.baidu.com', 'tcbox.baidu.com', 'bdtjrcv.com', 'mobads.baidu.com', 'mobads-logs.baidu.com'], packages: [], accountTypes: [], sources: [DOMAIN_LISTS, STUDY], asOf: AS_OF },
    { key: 'baidu/push', vendor: 'baidu', name: 'Baidu Cloud Push', domains: ['channel.api.duapp.com', 'api.tuisong.baidu.com', 'push.baidu.com', 'sa.tuisong.baidu.com'], packages: [], accountTypes: [], sources: [VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'baidu/input', vendor: 'baidu', name: 'Baidu Input and Facemoji keyboards', domains: ['mime.baidu.com', 'srf.baidu.com', 'input.baidu.com', 'shurufa.baidu.com'], packages: ['com.baidu.input', 'com.baidu.input_mi', 'com.baidu.input_huawei', 'com.baidu.input_oppo', 'com.simejikeyboard', 'com.adamrocker.android.input.simeji'], accountTypes: [], sources: [VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'baidu/cloud', vendor: 'baidu', name: 'Baidu AI Cloud (hosting for others)', domains: ['baidubce.com', 'bcebos.com', 'bcelive.com', 'bce-cdn.com'], packages: [], accountTypes: [], sources: [DOMAIN_LISTS], asOf: AS_OF },
  ],
};
