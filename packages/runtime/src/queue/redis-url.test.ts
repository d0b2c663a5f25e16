import { expect, test } from '@jest/globals';
import { parseRedisUrl } from './redis-url.ts';

test('reads host, port, database and credentials', () => {
  expect(parseRedisUrl('redis://cache')).toEqual({ host: 'cache', port: 6379, db: 0 });
  expect(parseRedisUrl('redis://user:p%40:ss@cache:7000/3')).toEqual({
    host: 'cache',
    port: 7000,
    db: 3,
    username: 'user',
    password: 'p@:ss',
  });
  expect(parseRedisUrl('rediss://:secret@[::1]:7000?db=2')).toEqual({
    host: '::1',
    port: 7000,
    db: 2,
    password: 'secret',
    tls: {},
  });
});

test('reads Sentinels, their master and TLS', () => {
  expect(parseRedisUrl('rediss+sentinel://:pw@s1:26380,s2/mymaster?db=1')).toEqual({
    sentinels: [
      { host: 's1', port: 26380 },
      { host: 's2', port: 26379 },
    ],
    name: 'mymaster',
    db: 1,
    password: 'pw',
    sentinelPassword: 'pw',
    tls: {},
    sentinelTLS: {},
    enableTLSForSentinelMode: true,
  });
});

test('refuses what is no Redis URL', () => {
  for (const url of [
    'cache:6379',
    'http://cache',
    'redis://',
    'redis://a,b',
    'redis://a/name',
    'redis+sentinel://a,b',
  ]) {
    expect(parseRedisUrl(url)).toBeUndefined();
  }
});
