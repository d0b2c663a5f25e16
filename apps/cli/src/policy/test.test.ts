import { readFile } from 'node:fs/promises';
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
  report,
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

describe('policy test', () => {
  const cases = (...items: object[]) => ({ cases: items });
  const fails = {
    name: 'a banned make',
    report: BANNED,
    expect: { verdict: 'non-compliant', findings: [{ rule: 'banned', subject: 'xiaomi' }] },
  };
  const passes = {
    name: 'another make',
    report: ALLOWED,
    expect: { verdict: 'compliant', findings: [], notEvaluated: [] },
  };

  test('passes when every case is as expected, and prints a table', async () => {
    await file('foreign.yaml', GOOD);
    const path = await file('foreign.cases.yaml', cases(fails, passes));
    expect(await run('policy', 'test', folder)).toEqual({
      code: 0,
      out: `${path}\n  a banned make  pass\n  another make   pass\n2 passed, 0 failed`,
      err: '',
    });
  });

  test('tells what differs: verdict, missing and unexpected findings, what was not evaluated', async () => {
    await file('foreign.yaml', policy(VENDOR + ABROAD));
    await file(
      'foreign.cases.json',
      cases(
        {
          name: 'wrong',
          report: BANNED,
          expect: { verdict: 'compliant', findings: [{ rule: 'abroad', subject: 'x.cn' }], notEvaluated: [] },
        },
        { name: 'right', report: BANNED, expect: { notEvaluated: ['abroad'] } },
      ),
    );
    const { code, out } = await run('policy', 'test', folder, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out).cases).toEqual([
      {
        file: join(folder, 'foreign.cases.json'),
        name: 'wrong',
        passed: false,
        differences: [
          'the verdict is non-compliant, expected compliant',
          'no finding of abroad for x.cn',
          'an unexpected finding of banned for xiaomi',
          'not evaluated: abroad; expected nothing',
        ],
      },
      expect.objectContaining({ name: 'right', passed: true, differences: [] }),
    ]);
    const table = await run('policy', 'test', folder);
    expect([table.code, table.out]).toEqual([1, expect.stringContaining('  wrong  FAIL\n    the verdict is')]);
    expect(table.out).toContain('1 passed, 1 failed');
  });

  test('an expected finding of any subject leaves those of a named subject to the ones that name it', async () => {
    await file('apps.yaml', policy('    - { id: apps, app: { deny: [{ publisher: com.baidu. }] } }\n'));
    const apps = [{ package: 'com.baidu.a' }, { package: 'com.baidu.b' }];
    const findings = [{ rule: 'apps' }, { rule: 'apps', subject: 'com.baidu.a' }];
    await file('apps.cases.yaml', cases({ name: 'two', report: report('Nokia', { apps }), expect: { findings } }));
    expect(await run('policy', 'test', folder)).toMatchObject({ code: 0, out: expect.stringContaining('1 passed') });
  });

  test('places are those of the case, however their addresses are written; all others are unknown', async () => {
    await file('foreign.yaml', policy(ABROAD));
    const of = (ip: string) => report('Nokia', { connections: [{ ip }] });
    const places = { '2408:8000:0:0::1': 'CN', '8.8.8.8': 'US' };
    await file(
      'foreign.cases.yaml',
      cases(
        { name: 'there', report: of('2408:8000::1'), places, expect: { verdict: 'non-compliant' } },
        { name: 'elsewhere', report: of('8.8.8.8'), places, expect: { verdict: 'compliant' } },
        { name: 'unknown', report: of('1.2.3.4'), places, expect: { notEvaluated: ['abroad'] } },
        { name: 'private', report: of('10.0.0.1'), places, expect: { verdict: 'compliant' } },
      ),
    );
    expect(await run('policy', 'test', folder)).toMatchObject({ code: 0, out: expect.stringContaining('4 passed') });
  });

  test('a case may name a report file beside it, a device, an instant, or no report at all', async () => {
    const rules = '    - { id: patched, os: { maxPatchAge: P90D } }\n';
    await file(
      'scoped.yaml',
      policy(rules).replace('spec:\n', 'spec:\n  appliesTo: { ownership: [personal], units: [hq] }\n'),
    );
    await file('report.json', {
      device: { ...BANNED.device, os: { name: 'android', version: '14', securityPatch: '2026-01-01' } },
    });
    const device = { ownership: 'personal', units: ['hq'] };
    const findings = [{ rule: 'patched' }];
    await file(
      'scoped.cases.yaml',
      cases(
        { name: 'early', device, report: 'report.json', at: '2026-02-01T00:00:00Z', expect: { verdict: 'compliant' } },
        { name: 'late', device, report: 'report.json', at: '2026-08-01T00:00:00Z', expect: { findings } },
        { name: 'not covered', report: 'report.json', expect: { verdict: 'unknown', findings: [] } },
        { name: 'silent', device, expect: { verdict: 'unknown' } },
      ),
    );
    expect(await run('policy', 'test', folder)).toMatchObject({ code: 0, out: expect.stringContaining('4 passed') });
  });

  test('finds cases in folders below, and their policy by its name beside them, also in the working folder', async () => {
    await file('sub/foreign.yml', GOOD);
    await file('sub/foreign.cases.yml', cases(fails));
    expect((await run('policy', 'test', folder)).code).toBe(0);
    const before = process.cwd();
    try {
      process.chdir(join(folder, 'sub'));
      expect(await run('policy', 'test', '.')).toMatchObject({ code: 0, err: '' });
    } finally {
      process.chdir(before);
    }
  });

  test.each([
    ['that is no YAML', '{ cases: [', 'is neither JSON nor YAML'],
    ['without cases', { cases: [] }, '/cases: '],
    ['with an unknown key', cases({ ...passes, verdict: 'compliant' }), '/cases/0: '],
    ['that expects nothing', cases({ name: 'a', report: ALLOWED, expect: {} }), '/cases/0/expect: must expect'],
    ['with a country in lower case', cases({ ...passes, places: { '1.2.3.4': 'cn' } }), '/cases/0/places/1.2.3.4: '],
    ['with a place of no address', cases({ ...passes, places: { 'mi.com': 'CN' } }), '/cases/0/places/mi.com: '],
    ['with a report that is none', cases({ ...passes, report: { device: {} } }), 'case "another make" is not a report'],
    ['with a report file that is missing', cases({ ...passes, report: 'gone.json' }), 'gone.json cannot be read'],
  ])('fails a case file %s, and says why', async (_what, content, message) => {
    await file('foreign.yaml', GOOD);
    await file('foreign.cases.yaml', content);
    const { code, out, err } = await run('policy', 'test', folder);
    expect([code, err]).toEqual([1, '']);
    expect(out).toContain(message);
    expect(out).toContain(folder);
  });

  test('fails cases without a policy; a folder without cases ends with exit code 2', async () => {
    expect(await run('policy', 'test', folder)).toMatchObject({
      code: 2,
      err: expect.stringContaining('no case files'),
    });
    await file('foreign.cases.yaml', cases(passes));
    expect(await run('policy', 'test', folder)).toMatchObject({
      code: 1,
      out: expect.stringContaining('no policy beside'),
    });
  });

  test('gives the faults of a policy at their lines, in JSON if asked for, with exit code 1', async () => {
    const path = await file('foreign.yaml', FAULTY);
    await file('foreign.cases.yaml', cases(passes));
    expect(await run('policy', 'test', folder)).toMatchObject({
      code: 1,
      out: expect.stringContaining(`${path}:7:24: error`),
    });
    const { code, out } = await run('policy', 'test', folder, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out)).toMatchObject({ cases: [{ passed: false, faults: [{ line: 7, column: 24 }] }] });
  });

  test('goes on after a faulty policy: all others are tested and counted, with exit code 1', async () => {
    for (const [name, source] of Object.entries({ a: FAULTY, b: GOOD, c: 'rules:\n\t- x\n' })) {
      await file(`${name}.yaml`, source);
      await file(`${name}.cases.yaml`, cases(passes));
    }
    const { code, out } = await run('policy', 'test', folder);
    expect(code).toBe(1);
    expect(out).toContain('1 passed, 2 failed');
    expect(out).toMatch(/another make +pass/);
    expect(out).toContain('indented with a tab');
  });

  test('the cases in docs/policy-language.md pass with the policy at its top', async () => {
    const text = await readFile(join(import.meta.dirname, '../../../../docs/policy-language.md'), 'utf8');
    await file('top.yaml', /```yaml\n([\s\S]*?)```/.exec(text)?.[1] ?? '');
    await file('top.cases.yaml', /```yaml cases\n([\s\S]*?)```/.exec(text)?.[1] ?? '');
    expect(await run('policy', 'test', folder)).toMatchObject({ code: 0, out: expect.stringContaining('2 passed, 0') });
  });
});
