import { expect, test } from '@jest/globals';
import { readHostList } from './host-list.ts';

test.each([
  ['mi.com', ['mi.com']],
  ['api.mi.com www.mi.com', ['api.mi.com', 'www.mi.com']],
  ['||mi.com^', ['mi.com']],
  ['||ads.mi.com^$third-party,domain=x.example', ['ads.mi.com']],
  ['@@||mi.com^', ['mi.com']],
  ['|https://mi.com/ads', ['mi.com']],
  ['*.mi.com', ['mi.com']],
  ['.mi.com', ['mi.com']],
  ['+.mi.com', ['mi.com']],
  ['https://api.mi.com:8443/v1?x=1#y', ['api.mi.com']],
  ['http://user:pw@mi.com/', ['mi.com']],
  ['tcp://mi.com:5222', ['mi.com']],
  ['mi.com:443', ['mi.com']],
  ['mi.com/path', ['mi.com']],
  ['0.0.0.0 mi.com', ['mi.com']],
  ['127.0.0.1\tmi.com www.mi.com # both', ['mi.com', 'www.mi.com']],
  ['::1 mi.com', ['mi.com']],
  ['address=/mi.com/0.0.0.0', ['mi.com']],
  ['address=/mi.com/', ['mi.com']],
  ['server=/mi.com/miui.com/', ['mi.com', 'miui.com']],
  ['server=/mi.com/1.1.1.1', ['mi.com']],
  ['local=/mi.com/', ['mi.com']],
  ['# mi.com', []],
  ['! mi.com', []],
  ['mi.com # theirs', ['mi.com']],
  ['mi.com ! theirs', ['mi.com']],
  ['mi.com##.banner', []],
  ['[Adblock Plus 2.0]', []],
  ['42.62.48.1', ['42.62.48.1']],
  ['42.62.48.1:80', ['42.62.48.1']],
  ['[2400:da00::1]:443', ['2400:da00::1']],
  ['2400:da00::1', ['2400:da00::1']],
  ['\uFEFFmi.com\r', ['mi.com']],
  ['', []],
])('%j has the hosts %j', (text, hosts) => {
  expect(readHostList(text)).toEqual({ hosts, others: 0 });
});

test('what is no host is counted', () => {
  expect(readHostList('mi.com\n/ads[0-9]+/\na_b!c\n')).toEqual({ hosts: ['mi.com'], others: 2 });
});
