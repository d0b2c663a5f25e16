import type { CatalogueFile } from '../schema.ts';
import { AS_OF, DOMAIN_LISTS, VENDOR_SOFTWARE } from './shared-sources.ts';

const ANNUAL_REPORT = { title: 'Tencent Holdings Limited, annual report 2024', url: 'https://www.tencent.com/en-us/investors.html', date: '2025-04-08' };
const WECHAT_PRIVACY = { title: 'WeChat privacy policy (users outside mainland China)', url: 'https://www.wechat.com/en/privacy_policy.html', date: AS_OF };

/** Tencent. */
export const tencent: CatalogueFile = {
  vendor: {
    key: 'tencent',
    name: 'Tencent',
    legalNames: ['Tencent Holdings Limited', 'Shenzhen Tencent Computer Systems Company Limited', 'Tencent Technology (Shenzhen) Company Limited', 'Tencent Cloud Computing (Beijing) Co., Ltd.', 'WeChat International Pte. Ltd.', '深圳市腾讯计算机系统有限公司'],
    brands: ['Tencent', 'WeChat', 'QQ', 'Proxima Beta', 'Level Infinite'],
    spellings: ['腾讯', '微信'],
    models: [],
    products: [],
    packages: ['com.tencent.', 'com.qq.', 'com.qzone'],
    domains: [
      'qq.com', 'qq.com.cn', 'qq.cn.com', 'qq.wang', 'xn--r70as2s.xn--fiqs8s', 'tencent.com', 'tencent.cn', 'tencent.com.cn', 'tencent.com.hk', 'tencent.net', 'tencent.net.cn', 'tencent.co.id', 'wechat.com', 'weixin.com', 'servicewechat.com', 'wechatpay.cn', 'weixinbridge.com', 'wxcloudrun.com', 'wxgateway.com', 'wxlivecdn.com', 'weixinsxy.com', 'wxwork.com', 'weishi.com', 'weiyun.com', 'tenpay.com', 'foxmail.com', 'foxmail.com.cn', 'qqmail.com', 'imqq.com', 'qzone.com', 'qzoneapp.com', 'idqqimg.com', 'gtimg.com', 'gtimg.cn', 'gtimg.com.cn', 'qpic.cn', 'qlogo.cn', 'myapp.com', 'url.cn', 'mmbizurl.cn', 'wxaurl.cn', 'wxmpurl.cn', 'acimg.cn', 'apcdns.net', 'ugdtimg.com', 'qlivecdn.com', 'tfogc.com', 'wetv.vip', 'wetvinfo.com', 'iot-tencent.com', 'imweb.io', 'joox.com',
      'qcloud.com', 'myqcloud.com', 'tencent-cloud.com', 'tencent-cloud.net', 'tencentcloud.com', 'tencentcloudapi.com', 'tencentcs.com', 'tencentcos.cn', 'tencentyun.com', 'tcloudbase.com', 'tcloudscdn.com', 'dnspod.cn', 'dnspod.com', 'tencentmusic.com', 'tencentgames.com', 'proximabeta.com', 'igamecj.com', 'gcloudcs.com', 'gcloudsdk.com', 'pubgmobile.com', 'sogou.com', 'sogoucdn.com', 'sogou-inc.com', 'soso.com', 'yuewen.com', 'anticheatexpert.com', 'vasdgame.com',
    ],
    country: 'CN',
    seat: 'CN',
    sources: [ANNUAL_REPORT, DOMAIN_LISTS, VENDOR_SOFTWARE],
    asOf: AS_OF,
  },
  services: [
    { key: 'tencent/wechat', vendor: 'tencent', name: 'WeChat (Weixin)', domains: ['wechat.com', 'weixin.com', 'weixin.qq.com', 'wechat.qq.com', 'servicewechat.com', 'wx.qq.com', 'weixinbridge.com', 'wechatpay.cn', 'wxgateway.com'], packages: ['com.tencent.mm'], accountTypes: ['com.tencent.mm.account'], sources: [WECHAT_PRIVACY, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'tencent/wecom', vendor: 'tencent', name: 'WeCom (WeChat Work)', domains: ['work.weixin.qq.com', 'wxwork.com', 'wecom.qq.com'], packages: ['com.tencent.wework'], accountTypes: [], sources: [VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'tencent/qq', vendor: 'tencent', name: 'QQ and Qzone', domains: ['im.qq.com', 'qzone.qq.com', 'qzone.com', 'imqq.com', 'msf.3g.qq.com', 'tim.qq.com'], packages: ['com.tencent.mobileqq', 'com.tencent.tim', 'com.qzone', 'com.tencent.mobileqqi', 'com.tencent.qqlite'], accountTypes: ['com.tencent.mobileqq.account'], sources: [VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'tencent/qq-mail', vendor: 'tencent', name: 'QQ Mail and Foxmail', domains: ['mail.qq.com', 'qqmail.com', 'foxmail.com', 'exmail.qq.com'], packages: ['com.tencent.androidqqmail'], accountTypes: [], sources: [VENDOR_SOFTWARE, DOMAIN_LISTS], asOf: AS_OF },
    { key: 'tencent/qq-browser', vendor: 'tencent', name: 'QQ Browser and X5 web engine', domains: ['browser.qq.com', 'imtt.qq.com', 'tbs.qq.com'], packages: ['com.tencent.mtt'], accountTypes: [], sources: [VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'tencent/analytics', vendor: 'tencent', name: 'Bugly, MTA and Beacon', domains: ['bugly.qq.com', 'beacon.qq.com', 'mta.qq.com', 'trace.qq.com', 'btrace.qq.com', 'mtrace.qq.com', 'aegis.qq.com', 'sngmta.qq.com', 'tpstelemetry.tencent.com'], packages: [], accountTypes: [], sources: [DOMAIN_LISTS, VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'tencent/pubg-mobile', vendor: 'tencent', name: 'PUBG Mobile', domains: ['pubgmobile.com', 'igamecj.com', 'proximabeta.com'], packages: ['com.tencent.ig', 'com.tencent.iglite'], accountTypes: [], operator: 'Proxima Beta Pte. Limited', seat: 'SG', sources: [VENDOR_SOFTWARE], asOf: AS_OF },
    { key: 'tencent/cloud', vendor: 'tencent', name: 'Tencent Cloud (hosting for others)', domains: ['qcloud.com', 'myqcloud.com', 'tencent-cloud.com', 'tencent-cloud.net', 'tencentcloud.com', 'tencentcloudapi.com', 'tencentcs.com', 'tencentcos.cn'], packages: [], accountTypes: [], sources: [DOMAIN_LISTS], asOf: AS_OF },
  ],
};
