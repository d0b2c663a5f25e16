import { describe, expect, test } from '@jest/globals';
import { baseCatalogue } from '../catalogue/index.ts';
import { matchHost } from './catalogue-match.ts';
import { domainOperator } from './domain-operator.ts';
import { vendorsOfFirmwarePackage } from './identify-packages.ts';

const catalogue = baseCatalogue();

describe('matchHost', () => {
  test.each([
    ['api.account.xiaomi.com', { vendor: 'xiaomi', service: 'xiaomi/account', domain: 'api.account.xiaomi.com' }],
    ['tracking.intl.miui.com', { vendor: 'xiaomi', service: 'xiaomi/analytics', domain: 'tracking.intl.miui.com' }],
    ['www.mi.com', { vendor: 'xiaomi', domain: 'mi.com' }],
    ['api-mifit.huami.com', { vendor: 'zepp', service: 'zepp/cloud', domain: 'huami.com' }],
    ['gslb.hwcloudtest.cn', { vendor: 'huawei', domain: 'hwcloudtest.cn' }],
    [
      'mistat.intl.xiaomi.com.edgesuite.net',
      { vendor: 'xiaomi', service: 'xiaomi/analytics', domain: 'mistat.intl.xiaomi.com', via: 'cdn' },
    ],
    ['cdn.mi.com.w.kunlunar.com', { vendor: 'xiaomi', domain: 'mi.com', via: 'cdn' }],
    ['mdp-appconf-sg.heytapdl.com', { vendor: 'oppo', domain: 'heytapdl.com' }],
    ['conn-service-in-04.allawnos.com', { vendor: 'oppo', domain: 'allawnos.com' }],
    ['grs.dbankcloud.eu', { vendor: 'huawei', domain: 'dbankcloud.eu' }],
    ['bucket.kunlunar.com', { vendor: 'alibaba', domain: 'kunlunar.com' }],
  ])('%s', (host, expected) => {
    expect(matchHost(catalogue, host)).toEqual(expected);
  });

  test.each([
    'notmi.com',
    'mi.com.evil.example',
    'xiaomi.example.org',
    'xiaomi.eu',
    'e1234.dscd.akamaiedge.net',
    'd111111abcdef8.cloudfront.net',
    'not a host',
    '42.62.48.1',
    '',
  ])('%j belongs to nobody known', (host) => {
    expect(matchHost(catalogue, host)).toEqual({});
  });

  test.each([
    'en.wikipedia.org',
    'upload.wikimedia.org',
    'www.bbc.co.uk',
    'github.com',
    'raw.githubusercontent.com',
    'cdn.jsdelivr.net',
    'registry.npmjs.org',
    'www.mozilla.org',
    'firefox.settings.services.mozilla.com',
    'signal.org',
    'web.whatsapp.com',
    'graph.facebook.com',
    'scontent.cdninstagram.com',
    'telegram.org',
    'www.microsoft.com',
    'outlook.office365.com',
    'login.microsoftonline.com',
    'www.amazon.in',
    's3.amazonaws.com',
    'd1.awsstatic.com',
    'a248.e.akamai.net',
    'cdnjs.cloudflare.com',
    'one.one.one.one',
    'www.debian.org',
    'archive.ubuntu.com',
    'pool.ntp.org',
    'letsencrypt.org',
    'ocsp.digicert.com',
    'www.indianairforce.nic.in',
    'uidai.gov.in',
    'onlinesbi.sbi',
    'www.npci.org.in',
    'www.irctc.co.in',
    'www.flipkart.com',
    'api.swiggy.com',
    'netflix.com',
    'open.spotify.com',
    'zoom.us',
    'www.linkedin.com',
    'x.com',
    'www.reddit.com',
    'duckduckgo.com',
    'www.openstreetmap.org',
    'tile.openstreetmap.org',
    'proton.me',
    'www.nytimes.com',
    'media.licdn.com',
    'www.paypal.com',
    'api.stripe.com',
    'stackoverflow.com',
    'www.hotmail.com',
    'www.nokia.com',
    'fp.nothing.tech',
  ])('%s is nobody’s in the catalogue', (host) => {
    expect(matchHost(catalogue, host)).toEqual({});
  });
});

describe('domainOperator', () => {
  test.each([
    ['api.account.xiaomi.com', { vendor: 'xiaomi', service: 'xiaomi/account', seat: 'CN' }],
    ['www.tiktok.com', { vendor: 'bytedance', service: 'bytedance/tiktok', seat: 'SG' }],
    ['gateway.icloud.com', { vendor: 'apple', service: 'apple/icloud', seat: 'US' }],
    ['gateway.icloud.com.cn', { vendor: 'apple', service: 'apple/icloud-china', seat: 'CN' }],
    ['www.samsung.com', { vendor: 'samsung', seat: 'KR' }],
    ['ksn.kaspersky-labs.com', { vendor: 'kaspersky', service: 'kaspersky/security-network', seat: 'RU' }],
  ])('of %s', (host, expected) => {
    expect(domainOperator(catalogue, host)).toEqual(expected);
  });

  test('of a host that nobody listed is not known', () => {
    expect(domainOperator(catalogue, 'www.example.org')).toBeUndefined();
  });
});

describe('vendorsOfFirmwarePackage', () => {
  test.each([
    ['com.miui.cloudservice', ['xiaomi']],
    ['com.coloros.sau', ['oppo']],
    ['com.sec.android.app.launcher', ['samsung']],
    ['com.xiaomi.xmsf', []],
    ['com.heytap.browser', []],
    ['com.samsung.slsi.telephony.oemril', []],
    ['com.google.android.gms', []],
    ['com.miui.home.other', []],
    ['COM.MIUI.home', []],
    ['com.tencent.soter.soterserver', []],
    ['', []],
    ['.', []],
  ])('%j', (name, expected) => {
    expect(vendorsOfFirmwarePackage(catalogue, name)).toEqual(expected);
  });
});
