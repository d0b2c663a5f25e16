import type { CatalogueFile } from '../schema.ts';
import { AS_OF, DOMAIN_LISTS, VENDOR_SOFTWARE } from './shared-sources.ts';

const ORDER = { title: 'Government of India, MeitY, order blocking 59 apps under section 69A of the IT Act', date: '2020-06-29' };
const DECISION = { title: 'Irish Data Protection Commission, decision on TikTok Technology Limited (transfers to China)', url: 'https://www.dataprotection.ie', date: '2025-05-02' };

/** ByteDance, with Douyin, TikTok and CapCut. */
export const bytedance: CatalogueFile = {
  vendor: {
    key: 'bytedance',
    name: 'ByteDance',
    legalNames: ['ByteDance Ltd.', 'Beijing ByteDance Technology Co., Ltd.', 'Beijing Douyin Information Service Co., Ltd.', 'TikTok Pte. Ltd.', 'TikTok Ltd.', 'TikTok Technology Limited', 'Bytedance Pte. Ltd.', '北京字节跳动科技有限公司'],
    brands: ['ByteDance', 'TikTok', 'Douyin', 'PICO', 'Smartisan', 'CapCut', 'Lemon8'],
    spellings: ['字节跳动', '抖音', '锤子'],
    models: ['SM701', 'SM705', 'SM801', 'SM901', 'SM919', 'OD103', 'OD105', 'OS103', 'OS105', 'OE106', 'OC105', 'DT1901A', 'DT1902A', 'DT2002C', 'DE106', 'A7Q10', 'A8110', 'A8140', 'A8150', 'Pico Neo*', 'PICO 4*'],
    products: [],
    packages: ['com.ss.android.', 'com.zhiliaoapp.', 'com.bytedance.', 'com.smartisanos.', 'com.smartisan.', 'com.lemon.'],
    domains: [
      'bytedance.com', 'bytedance.cn', 'bytedance.net', 'bytedance.org', 'bytedanceapi.com', 'byted.org', 'byted-static.com', 'bytedapm.com', 'bytedns.com', 'bytedns.net', 'bytegoofy.com', 'bytegecko.com', 'bytegecko-i18n.com', 'byteglb.com', 'bytegslb.com', 'bytefcdn.com', 'byteimg.com', 'byteintl.net', 'byteintlapi.com', 'byteoversea.com', 'byteoversea.net', 'bytescm.com', 'bytetcc.com', 'bytetcdn.com', 'bytetos.com', 'bytevcloud.com', 'bytevcloudapi.com', 'byteapi.com', 'byteadverts.com', 'bytecdn.cn', 'bytecdn.com', 'bytedcdn.com', 'byteactivity.com', 'byteeffecttos-g.com', 'bytehwm.com', 'byteic.com', 'byteicdn.com', 'bytegsdk.com', 'byte-app.com', 'byteapp.com', 'ibytedapm.com', 'ibytedtos.com', 'ibyteimg.com', 'isnssdk.com', 'snssdk.com', 'sgsnssdk.com', 'pstatp.com', 'ipstatp.com', 'sgpstatp.com', 'ctobsnssdk.com', 'bdurl.net', 'zijieapi.com', 'zijieapi.cn', 'zijieapi.net', 'zijieimg.com', 'zijiecdn.com', 'zijietiaodong.com', 'zijieurl.com', 'zjcdn.com', 'zjbyte.com', 'ttwstatic.com', 'ttcache.com', 'ttdns2.com', 'ttlivecdn.com', 'ttoverseaus.net', 'toscdn.com', 'applogcdn.com', 'wtturl.cn', 'volces.com', 'volcengine.com', 'volcengineapi.com', 'volcenginecdn.com', 'volcanicengine.com', 'volccdn.com', 'byteplus.com', 'byteplusapi.com', 'byteplusimg.com', 'oceanengine.com', 'pangle.io', 'pangle-b.io', 'pangle.cn', 'pangleglobal.com', 'pangolin-sdk-toutiao.com', 'pglstatp-toutiao.com', 'csjplatform.com',
      'toutiao.com', 'toutiaoapi.com', 'toutiaocdn.com', 'toutiaocloud.com', 'toutiaocloud.net', 'toutiaoimg.com', 'toutiaoimg.cn', 'toutiaostatic.com', 'toutiaovod.com', 'toutiao50.com', 'douyin.com', 'douyincdn.com', 'douyinpic.com', 'douyinvod.com', 'douyinliving.com', 'douyinstatic.com', 'iesdouyin.com', 'amemv.com', 'huoshan.com', 'ixigua.com', 'ixiguavideo.com', 'jianying.com', 'jimeng.com', 'doubao.com', 'coze.com', 'coze.cn', 'feishu.cn', 'feishu.net', 'larksuite.com', 'larkoffice.com', 'dcarapi.com', 'dongchedi.com', 'fqnovel.com', 'baike.com', 'pipix.com', 'trae.ai', 'smartisan.com', 'picovr.com', 'picoxr.com',
      'tiktok.com', 'tiktokv.com', 'tiktokv.eu', 'tiktokv.us', 'tiktokw.eu', 'tiktokw.us', 'tiktokcdn.com', 'tiktokcdn-us.com', 'tiktokcdn-eu.com', 'tiktokcdn-in.com', 'tiktokcdn-row.com', 'tiktokd.net', 'tiktokd.org', 'tiktokd.eu', 'tiktokd.us', 'tiktok-row.net', 'tiktokrow-cdn.com', 'tiktokeu-cdn.com', 'tiktok-minis.com', 'tik-tokapi.com', 'tiktok-shops.com', 'tiktokshop.com', 'tiktokglobalshop.com', 'tiktokglobalshopv.com', 'tiktokmusic.app', 'tiktokstaticb.com', 'ttcdn-us.com', 'muscdn.com', 'musical.ly', 'capcut.com', 'capcut.cn', 'capcutapi.com', 'capcutapi.us', 'capcutcdn.com', 'capcutcdn-us.com', 'capcutvod.com', 'faceulv.com', 'lemon8-app.com', 'lemon8cdn.com', 'helo-app.com', 'resso.com', 'resso.me', 'gauthmath.com',
    ],
    country: 'CN',
    seat: 'CN',
    sources: [DECISION, DOMAIN_LISTS, VENDOR_SOFTWARE],
    asOf: AS_OF,
  },
  services: [
    { key: 'bytedance/tiktok', vendor: 'bytedance', name: 'TikTok', domains: ['tiktok.com', 'tiktokv.com', 'tiktokv.eu', 'tiktokv.us', 'tiktokcdn.com', 'tiktokcdn-us.com', 'tiktokcdn-eu.com', 'tiktok-row.net', 'muscdn.com', 'musical.ly'], packages: ['com.zhiliaoapp.musically', 'com.ss.android.ugc.trill', 'com.zhiliaoapp.musically.go', 'com.ss.android.ugc.tiktok.lite'], accountTypes: ['com.zhiliaoapp.account', 'com.ss.android.ugc.trill'], operator: 'TikTok Pte. Ltd.', seat: 'SG', sources: [DECISION, ORDER, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'bytedance/douyin', vendor: 'bytedance', name: 'Douyin', domains: ['douyin.com', 'iesdouyin.com', 'amemv.com', 'douyincdn.com', 'douyinpic.com', 'douyinvod.com'], packages: ['com.ss.android.ugc.aweme', 'com.ss.android.ugc.aweme.lite'], accountTypes: ['com.ss.android.ugc.aweme'], sources: [VENDOR_SOFTWARE, DOMAIN_LISTS], asOf: AS_OF },
    { key: 'bytedance/toutiao', vendor: 'bytedance', name: 'Jinri Toutiao', domains: ['toutiao.com', 'toutiaoapi.com', 'toutiaoimg.com', 'toutiaocdn.com'], packages: ['com.ss.android.article.news', 'com.ss.android.article.lite'], accountTypes: [], sources: [VENDOR_SOFTWARE, DOMAIN_LISTS], asOf: AS_OF },
    { key: 'bytedance/capcut', vendor: 'bytedance', name: 'CapCut', domains: ['capcut.com', 'capcutapi.com', 'capcutcdn.com', 'capcutcdn-us.com', 'faceulv.com'], packages: ['com.lemon.lvoverseas', 'com.lemon.lv'], accountTypes: [], operator: 'Bytedance Pte. Ltd.', seat: 'SG', sources: [VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'bytedance/lark', vendor: 'bytedance', name: 'Lark and Feishu', domains: ['larksuite.com', 'larkoffice.com', 'feishu.cn', 'feishu.net'], packages: ['com.larksuite.suite', 'com.ss.android.lark'], accountTypes: [], sources: [VENDOR_SOFTWARE, DOMAIN_LISTS], asOf: AS_OF },
    { key: 'bytedance/analytics', vendor: 'bytedance', name: 'AppLog and Pangle advertising', domains: ['pangle.io', 'pangle-b.io', 'pangle.cn', 'pangolin-sdk-toutiao.com', 'pglstatp-toutiao.com', 'log.snssdk.com', 'log.byteoversea.com', 'log.isnssdk.com', 'bytedapm.com', 'ibytedapm.com', 'log.zijieapi.com', 'analytics.tiktok.com'], packages: [], accountTypes: [], sources: [DOMAIN_LISTS, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'bytedance/cloud', vendor: 'bytedance', name: 'Volcano Engine and BytePlus (hosting for others)', domains: ['volces.com', 'volcengine.com', 'volcengineapi.com', 'volccdn.com', 'byteplus.com', 'byteplusapi.com'], packages: [], accountTypes: [], sources: [DOMAIN_LISTS], asOf: AS_OF },
  ],
};
