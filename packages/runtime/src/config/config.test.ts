import { describe, expect, test } from '@jest/globals';
import { loadConfig } from './config.ts';
import { loadEmbeddedConfig } from './config-embedded.ts';
import { loadMigrationConfig } from './config-migration.ts';
import { ConfigError } from './read-environment.ts';

const complete = {
  DATABASE_URL: 'postgresql://cordon_app:hush-database@db/cordon',
  SMTP_URL: 'smtp://u:hush-mail@mail:25',
  MAIL_FROM: 'Cordon <cordon@example.org>',
  PUBLIC_URL: 'https://cordon.example.org',
  CORDON_SECRET_KEY: 'ab'.repeat(32),
};

function faultsOf(load: () => unknown): readonly string[] {
  try {
    load();
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe('configuration', () => {
  test('the smallest one is enough, and its defaults are safe', () => {
    const config = loadConfig(complete);
    expect(config).toMatchObject({ host: '127.0.0.1', trustProxy: false, reportEverySeconds: 3600, alsoKnownAs: [] });
    expect(config.metricsPort).toBeUndefined();
    expect(config.redisUrl).toBeUndefined();
    expect(config.secretKey).toEqual(new Uint8Array(32).fill(0xab));
  });

  test('every fault is reported at once, by the name of its variable', () => {
    const faults = faultsOf(() => loadConfig({ PORT: '0', TRUST_PROXY: 'true', TLS_CERT: '/cert' }));
    for (const name of ['DATABASE_URL', 'MAIL_FROM', 'PUBLIC_URL', 'CORDON_SECRET_KEY', 'PORT', 'TRUST_PROXY']) {
      expect(faults.join('\n')).toContain(`${name}:`);
    }
  });

  test('what depends on another variable is reported with it', () => {
    const faults = faultsOf(() => loadConfig({ ...complete, MAIL_DIR: '/mail', TLS_KEY: '/key' }));
    expect(faults).toEqual([expect.stringMatching(/^MAIL_DIR: /), expect.stringMatching(/^TLS_CERT: /)]);
  });

  test('no fault shows a value', () => {
    const faults = faultsOf(() =>
      loadConfig({
        DATABASE_URL: 'mysql://u:hush@x',
        SMTP_URL: 'http://u:hush@x',
        REDIS_URL: 'hush',
        PUBLIC_URL: 'https://hush@x/',
        CORDON_SECRET_KEY: 'hush',
        MAIL_FROM: 'hush',
        LOG_LEVEL: 'hush',
        PORT: 'hush',
        WEBHOOK_ALLOW: 'hush',
      }),
    );
    expect(faults).toHaveLength(9);
    expect(faults.join('\n')).not.toContain('hush');
  });

  test('an empty variable counts as absent', () => {
    expect(loadConfig({ ...complete, REDIS_URL: '', METRICS_PORT: '' }).redisUrl).toBeUndefined();
    expect(faultsOf(() => loadConfig({ ...complete, CORDON_SECRET_KEY: '' }))).toEqual([
      'CORDON_SECRET_KEY: is missing',
    ]);
  });

  test('a key is 32 bytes in hex or base64 and nothing else', () => {
    const key = Buffer.alloc(32, 7);
    for (const text of [key.toString('hex'), key.toString('base64'), key.toString('base64url')]) {
      expect(loadConfig({ ...complete, CORDON_SECRET_KEY: text }).secretKey).toEqual(Uint8Array.from(key));
    }
    expect(faultsOf(() => loadConfig({ ...complete, CORDON_SECRET_KEY: 'ab'.repeat(31) }))).toHaveLength(1);
  });

  test('reports are kept for days or weeks, never so short that a month could go at once', () => {
    expect(loadConfig(complete).reportRetentionMs).toBe(400 * 86_400_000);
    expect(loadConfig({ ...complete, REPORT_RETENTION: 'P10W' }).reportRetentionMs).toBe(70 * 86_400_000);
    for (const text of ['P1Y', 'P30D', '400', 'P4000D']) {
      expect(faultsOf(() => loadConfig({ ...complete, REPORT_RETENTION: text }))).toHaveLength(1);
    }
  });

  test('the public URL is an origin, in its normal form', () => {
    expect(loadConfig({ ...complete, PUBLIC_URL: 'HTTPS://Cordon.Example.org:443/' }).publicUrl).toBe(
      'https://cordon.example.org',
    );
    expect(faultsOf(() => loadConfig({ ...complete, PUBLIC_URL: 'https://example.org/cordon' }))).toHaveLength(1);
    const { alsoKnownAs } = loadConfig({ ...complete, ALSO_KNOWN_AS: 'http://127.0.0.1:8080, http://localhost:8080' });
    expect(alsoKnownAs).toEqual(['http://127.0.0.1:8080', 'http://localhost:8080']);
  });

  test('proxies are named by address or network, never "everybody"', () => {
    expect(loadConfig({ ...complete, TRUST_PROXY: '10.0.0.0/8,fd00::/8,192.0.2.1' }).trustProxy).toHaveLength(3);
    for (const text of ['*', 'true', '1', '10.0.0.0/33', 'loopback/8']) {
      expect(faultsOf(() => loadConfig({ ...complete, TRUST_PROXY: text }))).toHaveLength(1);
    }
  });
});

describe('configuration of the migration step', () => {
  test('takes the application role and its password from DATABASE_URL', () => {
    const env = {
      DATABASE_URL: 'postgresql://cordon_app:p%40ss@db/cordon',
      DATABASE_MIGRATION_URL: 'postgresql://o@db/cordon',
    };
    expect(loadMigrationConfig(env)).toEqual({
      ownerUrl: 'postgresql://o@db/cordon',
      appRole: 'cordon_app',
      appPassword: 'p@ss',
    });
    expect(faultsOf(() => loadMigrationConfig({}))).toHaveLength(2);
  });
});

describe('options of npm start', () => {
  test('an option wins over its variable', () => {
    const env = { HOST: '10.0.0.1', PORT: '1', CORDON_DATA: '/a', CORDON_EMPTY: '1' };
    expect(loadEmbeddedConfig([], env)).toMatchObject({ host: '10.0.0.1', port: 1, dataDir: '/a', isEmpty: true });
    expect(loadEmbeddedConfig(['--host', '::1', '--port=2', '--data', '/b'], env)).toMatchObject({
      host: '::1',
      port: 2,
      dataDir: '/b',
    });
    expect(loadEmbeddedConfig([], {})).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      dataDir: '.cordon',
      isEmpty: false,
    });
  });

  test('an unknown option and a port that is none are refused', () => {
    expect(() => loadEmbeddedConfig(['--prot', '80'], {})).toThrow(/--prot/);
    expect(faultsOf(() => loadEmbeddedConfig(['--port', '99999'], {}))).toEqual(['PORT: must be a port, 1 to 65535']);
  });
});
