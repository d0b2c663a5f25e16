import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  ABROAD,
  ALLOWED,
  type AuthorFolder,
  BANNED,
  FAULTY,
  GOOD,
  makeFolder,
  policy,
  run,
  VENDOR,
} from '../testing/author-run.ts';

let home: AuthorFolder;
let folder: string;

beforeEach(async () => {
  home = await makeFolder();
  folder = home.path;
});
afterEach(() => home.remove());

const file = (name: string, content: string | object) => home.write(name, content);

describe('every command', () => {
  test.each([[[]], [['policy']], [['policy', 'burn']], [['catalogue', 'lint']]])(
    'that is not known is answered with the known ones and exit code 2: %j',
    async (words) => {
      const { code, err } = await run(...words);
      expect([code, err]).toEqual([2, expect.stringContaining('policy lint')]);
    },
  );

  test.each([
    ['policy', 'lint'],
    ['policy', 'test'],
    ['policy', 'test', 'a', 'b'],
    ['policy', 'diff', 'a'],
    ['policy', 'diff', 'a', 'b', 'c'],
    ['policy', 'explain', '--policy', 'a'],
    ['policy', 'explain', '--policy', '--report', 'a'],
    ['policy', 'explain', 'a'],
    ['policy', 'lint', '--loud', 'a'],
    ['catalogue', 'match'],
    ['catalogue', 'match', '--hosts'],
    ['catalogue', 'match', 'hosts.txt'],
  ])('that is called wrongly says how, with exit code 2: %s %s %s %s %s', async (...words) => {
    const { code, out, err } = await run(...words.filter((word) => word !== undefined));
    expect([code, out]).toEqual([2, '']);
    expect(err).not.toBe('');
  });

  test('names a file that cannot be read, with exit code 2', async () => {
    const good = await file('good.yaml', GOOD);
    const missing = join(folder, 'missing.yaml');
    const calls = [
      ['policy', 'lint', missing],
      ['policy', 'lint', good, missing],
      ['policy', 'diff', good, missing],
      ['policy', 'explain', '--policy', good, '--report', missing],
      ['policy', 'explain', '--policy', missing, '--report', good],
      ['catalogue', 'match', '--hosts', missing],
    ];
    for (const words of calls) {
      expect(await run(...words)).toEqual({ code: 2, out: '', err: `${missing} cannot be read: ENOENT` });
    }
    expect(await run('policy', 'test', missing)).toMatchObject({ code: 2, err: expect.stringContaining(missing) });
  });
});

describe('policy lint', () => {
  test('finds nothing in a policy without faults', async () => {
    const path = await file('good.yaml', GOOD);
    expect(await run('policy', 'lint', path)).toEqual({ code: 0, out: `${path}: no faults`, err: '' });
  });

  test('writes every fault of every file at its line and column, and exits with 1', async () => {
    const first = await file('a.yaml', FAULTY);
    const second = await file('b.yaml', policy('    - id: Loud\n      freshness: { maxAge: 7 }\n      colour: red\n'));
    const { code, out } = await run('policy', 'lint', first, second);
    expect(code).toBe(1);
    const lines = out.split('\n');
    expect(lines[0]).toBe(
      `${first}:7:24: error: the catalogue has no vendor "xiaomy": did you mean xiaomi? (/spec/rules/0/vendor/deny/0)`,
    );
    expect(lines.slice(1).map((line) => line.replace(second, '').replace(/error.*\(/, '('))).toEqual([
      ':6:7: (/spec/rules/0/id)',
      ':7:20: (/spec/rules/0/freshness/maxAge)',
      expect.stringMatching(/^:8:\d+: \(\/spec\/rules\/0\/colour\)$/),
    ]);
  });

  test('reads a file that ends in .json as JSON, with lines and columns too', async () => {
    const path = await file('a.json', '{\n  "apiVersion": "cordon/v2"\n}');
    const { code, out } = await run('policy', 'lint', path);
    expect(code).toBe(1);
    expect(out).toContain(`${path}:2:`);
    const yaml = await file('b.json', GOOD);
    expect((await run('policy', 'lint', yaml)).code).toBe(1);
  });

  test('lets warnings pass, unless it is strict', async () => {
    const path = await file(
      'warned.yaml',
      policy('    - { id: a, vendor: { deny: [xiaomi] }, advice: replace-phone }\n'),
    );
    const lenient = await run('policy', 'lint', path);
    expect([lenient.code, lenient.out]).toEqual([0, expect.stringContaining(': warning: is no key of the built-in')]);
    expect((await run('policy', 'lint', '--strict', path)).code).toBe(1);
  });

  test('gives with --json the faults of each file', async () => {
    const [good, bad] = [await file('good.yaml', GOOD), await file('bad.yaml', FAULTY)];
    const { code, out } = await run('policy', 'lint', '--json', good, bad);
    const fault = { pointer: '/spec/rules/0/vendor/deny/0', line: 7, column: 24, severity: 'error' };
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      files: [
        { file: good, faults: [] },
        { file: bad, faults: [expect.objectContaining(fault)] },
      ],
    });
  });

  test('writes control and bidirectional characters of a file as escapes, to the terminal as in JSON', async () => {
    const path = await file('hostile.json', '{"\\u001b[2J\\u202e": 1}');
    const words = [
      ['policy', 'lint', path],
      ['policy', 'lint', '--json', path],
    ];
    for (const call of words) {
      const { out } = await run(...call);
      expect(out).toContain('[2J');
      expect(out).not.toMatch(/(?!\n)[\p{Cc}\u202e]/u);
    }
  });
});

describe('policy explain', () => {
  const explain = async (rules: string, facts: object, ...more: string[]) =>
    run(
      'policy',
      'explain',
      '--policy',
      await file('p.yaml', policy(rules)),
      '--report',
      await file('r.json', facts),
      ...more,
    );

  test('exits with 0 for a compliant report, and with 1 for any other verdict', async () => {
    expect(await explain(VENDOR, ALLOWED)).toEqual({ code: 0, out: 'verdict: compliant', err: '' });
    const { code, out } = await explain(VENDOR, BANNED);
    expect(code).toBe(1);
    expect(out).toMatch(
      /^verdict: non-compliant\n\nbanned \(critical\)\n {2}administrator: .*Xiaomi.*\n {2}person: {8}\S/,
    );
  });

  test('says what was not evaluated and why', async () => {
    const { code, out } = await explain(ABROAD, ALLOWED);
    expect([code, out]).toEqual([1, expect.stringContaining('verdict: unknown')]);
    expect(out).toMatch(/abroad: not evaluated, .*\(connections\)/);
  });

  test('gives with --json the whole evaluation, each finding with its sentences', async () => {
    const { code, out } = await explain(VENDOR, BANNED, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({
      verdict: 'non-compliant',
      findings: [
        {
          ruleId: 'banned',
          subject: 'xiaomi',
          explanation: { administrator: expect.any(String), person: expect.any(String) },
        },
      ],
      citations: { catalogueVersion: expect.any(String) },
    });
  });

  test('resolves addresses by the IP database that comes with the product', async () => {
    const connections = [{ ip: '42.62.48.1' }];
    expect((await explain(ABROAD, { ...ALLOWED, connections })).out).toContain('verdict: non-compliant');
  });

  test('judges at the instant given, else at that of the report', async () => {
    const os = { name: 'android', version: '14', securityPatch: '2026-01-01' };
    const facts = { device: { ...ALLOWED.device, os }, collectedAt: '2026-02-01T00:00:00Z' };
    const rule = '    - { id: patched, os: { maxPatchAge: P90D } }\n';
    expect((await explain(rule, facts)).code).toBe(0);
    expect((await explain(rule, facts, '--at', '2026-09-01T00:00:00Z')).code).toBe(1);
    expect((await explain(rule, facts, '--at=2026-02-02T00:00:00Z')).code).toBe(0);
    expect(await explain(rule, facts, '--at', 'noon')).toMatchObject({ code: 2, err: expect.stringContaining('--at') });
  });

  test('tries the report on the device described, and refuses an ownership that is none', async () => {
    await file('p.yaml', GOOD.replace('spec:\n', 'spec:\n  appliesTo: { ownership: [dependant], groups: [b] }\n'));
    const words = ['policy', 'explain', '--policy', join(folder, 'p.yaml'), '--report', await file('r.json', BANNED)];
    expect((await run(...words)).out).toContain('verdict: unknown');
    expect((await run(...words, '--ownership', 'dependant', '--group', 'a,b')).out).toContain('verdict: non-compliant');
    expect(await run(...words, '--ownership', 'mine')).toMatchObject({
      code: 2,
      err: expect.stringContaining('issued, personal'),
    });
  });

  test('refuses a report that is none with every fault of it, exit code 2, and a faulty policy with 1', async () => {
    const bad = await explain(VENDOR, { device: { manufacturer: 'A' }, apps: {} });
    expect(bad).toMatchObject({ code: 2, out: '' });
    expect(bad.err).toContain('/device/model');
    expect(bad.err).toContain('/apps');
    const faulty = await file('f.yaml', FAULTY);
    const good = await file('r.json', ALLOWED);
    expect(await run('policy', 'explain', '--policy', faulty, '--report', good)).toMatchObject({ code: 1, out: '' });
  });
});

describe('policy diff', () => {
  const diff = async (before: string, after: string, ...more: string[]) =>
    run('policy', 'diff', await file('old.yaml', before), await file('new.yaml', after), ...more);

  test('exits with 0 where only the writing differs', async () => {
    expect(await diff(GOOD, `# a comment\n${GOOD}`)).toEqual({ code: 0, out: 'no difference in meaning', err: '' });
    expect(JSON.parse((await diff(GOOD, GOOD, '--json')).out)).toEqual({ changes: [] });
  });

  test('exits with 1 and tells what was added, removed and changed', async () => {
    const { code, out } = await diff(
      policy(VENDOR + ABROAD),
      policy(`${VENDOR.replace('critical', 'low')}    - { id: silent, freshness: { maxAge: P7D } }\n`),
    );
    expect(code).toBe(1);
    expect(out.split('\n')).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^~ rule banned severity: "critical" → "low"$/),
        expect.stringMatching(/^- rule abroad: /),
        expect.stringMatching(/^\+ rule silent: /),
      ]),
    );
  });

  test('gives with --json each change', async () => {
    const { code, out } = await diff(GOOD, GOOD.replace('critical', 'low'), '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out).changes).toEqual([
      expect.objectContaining({ kind: 'changed', before: 'critical', after: 'low' }),
    ]);
  });

  test('gives the faults of a policy that has some', async () => {
    expect(await diff(GOOD, FAULTY)).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('new.yaml:7:24: error'),
    });
  });
});

describe('catalogue match', () => {
  const LIST =
    '\uFEFF# telemetry\r\nsdkconfig.ad.xiaomi.com\r\n\r\nnotmi.com # a neighbour\r\n0.0.0.0 api.account.xiaomi.com example.org\r\n';

  test('names vendor and service of each host of a list or a hosts file', async () => {
    const { code, out } = await run('catalogue', 'match', '--hosts', await file('hosts.txt', LIST));
    const lines = out.split('\n');
    expect(code).toBe(0);
    expect(lines[0]).toMatch(/^sdkconfig\.ad\.xiaomi\.com +xiaomi /);
    expect(lines[1]).toMatch(/^notmi\.com +- +- +-$/);
    expect(lines[2]).toMatch(/^api\.account\.xiaomi\.com +xiaomi +xiaomi\//);
    expect(lines[4]).toMatch(/^2 of 4 known to the catalogue \(.+\)$/);
  });

  test('gives the same with --json', async () => {
    const { code, out } = await run('catalogue', 'match', '--json', '--hosts', await file('hosts.txt', LIST));
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      catalogueVersion: expect.any(String),
      total: 4,
      matched: 2,
      hosts: [
        { host: 'sdkconfig.ad.xiaomi.com', vendor: 'xiaomi' },
        { host: 'notmi.com' },
        { vendor: 'xiaomi' },
        { host: 'example.org' },
      ],
    });
  });

  test('an empty list has no hosts', async () => {
    expect(await run('catalogue', 'match', '--hosts', await file('hosts.txt', ''))).toMatchObject({
      code: 0,
      out: expect.stringContaining('0 of 0'),
    });
  });
});
