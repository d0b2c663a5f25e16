import type { CatalogueFile } from '../schema.ts';
import { AS_OF, DOMAIN_LISTS, VENDOR_SOFTWARE } from './shared-sources.ts';

const ANNUAL_REPORT = { title: 'Alibaba Group Holding Limited, Form 20-F for fiscal 2025', url: 'https://www.alibabagroup.com/en-US/ir-filings-sec', date: '2025-06-26' };
const UC_STUDY = { title: 'Citizen Lab, A Chatty Squirrel: privacy and security issues with UC Browser', url: 'https://citizenlab.ca/2015/05/a-chatty-squirrel-privacy-and-security-issues-with-uc-browser/', date: '2015-05-21' };

/** Alibaba, with Ant Group (Alipay), UCWeb, Umeng, AutoNavi and Youku. */
export const alibaba: CatalogueFile = {
  vendor: {
    key: 'alibaba',
    name: 'Alibaba',
    legalNames: ['Alibaba Group Holding Limited', 'Alibaba (China) Co., Ltd.', 'Taobao (China) Software Co., Ltd.', 'Ant Group Co., Ltd.', 'Alipay.com Co., Ltd.', 'UCWeb Inc.', 'Alibaba Cloud Computing Ltd.', '阿里巴巴集团', '蚂蚁科技集团股份有限公司'],
    brands: ['Alibaba', 'Alipay', 'UCWeb', 'Taobao', 'AliExpress', 'YunOS', 'AliOS'],
    spellings: ['阿里巴巴', '支付宝', '淘宝'],
    models: [],
    products: [],
    packages: ['com.alibaba.', 'com.taobao.', 'com.alipay.', 'com.eg.android.AlipayGphone', 'com.UCMobile', 'com.UCMobile.', 'com.uc.', 'com.ucturbo', 'com.autonavi.', 'com.youku.', 'com.aliyun.', 'com.tmall.'],
    domains: [
      'alibaba.com', 'alibabagroup.com', 'alibaba-inc.com', 'alibabacorp.com', 'alibabausercontent.com', 'alibabachengdun.com', 'alibabachengdun.net', '1688.com', 'taobao.com', 'taobao.net', 'taobao.org', 'taobaocdn.com', 'tmall.com', 'tmall.hk', 'tmall.ru', 'tb.cn', 'tbcdn.cn', 'tburl.in', 'etao.com', 'juhuasuan.com', 'alimama.com', 'alimama.cn', 'tanx.com', 'mmstat.com', 'alicdn.com', 'aliimg.com', 'ialicdn.com', 'aliapp.org', 'alisoft.com', 'aligenie.com', 'alihealth.cn', 'alios.cn', 'yunos.com', 'aliexpress.com', 'aliexpress.ru', 'aliexpress.us', 'aliexpress-media.com', 'aestatic.net', 'lazada.com', 'alitrip.com', 'fliggy.com', 'goofish.com', 'kaola.com', 'freshhema.com', 'cainiao.com', 'ele.me', 'koubei.com', 'npmmirror.com', 'quark.cn', 'myquark.cn', 'sm.cn', 'wandoujia.com', 'pp.cn', '25pp.com', '9game.cn', 'shuqi.com',
      'alipay.com', 'alipay.cn', 'alipay.com.cn', 'alipay.hk', 'alipayobjects.com', 'alipaydns.com', 'alipaylog.com', 'alipayplus.com', 'alipay-eco.com', 'antgroup.com', 'antfin.com', 'antfortune.com', 'mayiyunbao.com',
      'uc.cn', 'ucweb.com', 'ucbrowser.com', 'uctalks.com', 'ucnews.in', 'umeng.com', 'umengcloud.com', 'umsns.com', 'umtrack.com', 'uyunad.com', 'cnzz.com', 'amap.com', 'autonavi.com', 'gaode.com', 'youku.com', 'ykimg.com', 'tudou.com', 'xiami.com', 'xiami.net', 'dingtalk.com', 'dingtalk.cn', 'dingtalkapps.com', 'teambition.com',
      'aliyun.com', 'aliyun.cn', 'aliyuncs.com', 'aliyun-inc.com', 'aliyundrive.com', 'alipan.com', 'alibabacloud.com', 'alibabacloud.co.in', 'alibabadns.com', 'alicloud.com', 'alidns.com', 'alikunlun.com', 'alikunlun.net', 'cdngslb.com', 'kunlunar.com', 'kunlunca.com', 'kunluncan.com', 'kunlunea.com', 'kunlungr.com', 'kunlunle.com', 'kunlunli.com', 'kunlunno.com', 'kunlunpi.com', 'kunlunra.com', 'kunlunsa.com', 'kunlunsc.com', 'kunlunsl.com', 'kunlunso.com', 'kunlunta.com', 'kunlunvi.com', 'kunlunwe.com', 'tbcache.com',
    ],
    country: 'CN',
    seat: 'CN',
    sources: [ANNUAL_REPORT, DOMAIN_LISTS, VENDOR_SOFTWARE],
    asOf: AS_OF,
  },
  services: [
    { key: 'alibaba/alipay', vendor: 'alibaba', name: 'Alipay', domains: ['alipay.com', 'alipay.cn', 'alipay.com.cn', 'alipay.hk', 'alipayobjects.com', 'alipaydns.com', 'alipaylog.com', 'alipayplus.com'], packages: ['com.eg.android.AlipayGphone', 'hk.alipay.wallet'], accountTypes: ['com.alipay.android.app'], operator: 'Ant Group Co., Ltd.', sources: [ANNUAL_REPORT, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'alibaba/uc-browser', vendor: 'alibaba', name: 'UC Browser', domains: ['uc.cn', 'ucweb.com', 'ucbrowser.com', 'ucnews.in'], packages: ['com.UCMobile', 'com.UCMobile.intl', 'com.uc.browser.en', 'com.ucturbo', 'com.uc.iflow', 'com.uc.browser.hd'], accountTypes: [], operator: 'UCWeb Inc.', sources: [UC_STUDY, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'alibaba/umeng', vendor: 'alibaba', name: 'Umeng+ analytics and push', domains: ['umeng.com', 'umengcloud.com', 'umsns.com', 'umtrack.com', 'cnzz.com'], packages: [], accountTypes: [], operator: 'Umeng Tongxin (Beijing) Technology Co., Ltd.', sources: [DOMAIN_LISTS, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'alibaba/taobao', vendor: 'alibaba', name: 'Taobao, Tmall and their statistics (adash)', domains: ['taobao.com', 'tmall.com', 'mmstat.com', 'alimama.com', 'tanx.com'], packages: ['com.taobao.taobao', 'com.tmall.wireless', 'com.taobao.litetao', 'com.taobao.idlefish'], accountTypes: [], sources: [DOMAIN_LISTS, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'alibaba/aliexpress', vendor: 'alibaba', name: 'AliExpress', domains: ['aliexpress.com', 'aliexpress.ru', 'aliexpress.us', 'aliexpress-media.com', 'aestatic.net'], packages: ['com.alibaba.aliexpresshd', 'ru.aliexpress.buyer'], accountTypes: [], operator: 'Alibaba.com Singapore E-Commerce Private Limited', seat: 'SG', sources: [VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'alibaba/amap', vendor: 'alibaba', name: 'Amap (AutoNavi) maps and location SDK', domains: ['amap.com', 'autonavi.com', 'gaode.com'], packages: ['com.autonavi.minimap', 'com.amap.android.ams', 'com.amap.android.location'], accountTypes: [], sources: [DOMAIN_LISTS, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'alibaba/dingtalk', vendor: 'alibaba', name: 'DingTalk', domains: ['dingtalk.com', 'dingtalk.cn', 'dingtalkapps.com'], packages: ['com.alibaba.android.rimet', 'com.alibaba.dingtalk.global'], accountTypes: [], sources: [DOMAIN_LISTS, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'alibaba/cloud', vendor: 'alibaba', name: 'Alibaba Cloud (hosting for others)', domains: ['aliyun.com', 'aliyuncs.com', 'alibabacloud.com', 'alicdn.com', 'alikunlun.com', 'alibabadns.com'], packages: [], accountTypes: [], sources: [DOMAIN_LISTS], asOf: AS_OF },
  ],
};
