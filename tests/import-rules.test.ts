import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';

/**
 * The architecture's import rules (docs/architecture.md): imports run one way, and some things are done in one place.
 * Each test lists the offenders, so that its failure says where to look.
 */

const ROOT = resolve(import.meta.dirname, '..');

/** What a package may import of ours. Apps may import every package, and no app. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  policy: [],
  contract: ['policy'],
  db: ['policy', 'contract'],
  runtime: ['policy', 'contract'],
  'device-client': ['policy', 'contract'],
  judge: ['policy', 'contract', 'db', 'runtime'],
};

/** The pure core: what it may import that is not ours. */
const POLICY_MAY_IMPORT = ['zod', 'tldts', 'yaml', 'canonicalize', 'node:crypto', 'node:url'];

interface Source {
  /** From the root, e.g. `packages/db/src/index.ts`. */
  path: string;
  /** Without comments. */
  code: string;
  imports: string[];
  isTest: boolean;
}

const sources = ['packages', 'apps'].flatMap((group) =>
  readdirSync(join(ROOT, group)).flatMap((name) => listSources(join(ROOT, group, name, 'src'))),
);
const product = sources.filter(({ isTest }) => !isTest);

function listSources(folder: string): Source[] {
  if (!statSync(folder, { throwIfNoEntry: false })) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'generated' ? [] : listSources(file);
    return entry.name.endsWith('.ts') ? [readSource(file)] : [];
  });
}

function readSource(file: string): Source {
  const path = relative(ROOT, file);
  const code = readFileSync(file, 'utf8')
    .replaceAll(/\/\*[\s\S]*?\*\//g, '')
    .replaceAll(/(^|\s)\/\/.*$/gm, '');
  const found = code.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*['"]([^'"]+)['"]/g);
  return { path, code, imports: [...found].map((match) => match[1] ?? ''), isTest: isTestPath(path) };
}

function isTestPath(path: string): boolean {
  return path.endsWith('.test.ts') || /\/(testing|test)\//.test(path);
}

/** Where an import leads: a path from the root for our own, else the package's name as written. */
function targetOf(source: Source, specifier: string): string {
  if (specifier.startsWith('.')) return relative(ROOT, resolve(ROOT, dirname(source.path), specifier));
  return specifier.startsWith('@cordon/') ? `packages/${specifier.slice('@cordon/'.length)}` : specifier;
}

/** `packages/db/src/x.ts` → `packages/db` */
function homeOf(path: string): string {
  return path.split('/').slice(0, 2).join('/');
}

/** Offenders, as `file → import`. */
function importsThat(isOffence: (source: Source, target: string) => boolean, among = product): string[] {
  return among.flatMap((source) =>
    source.imports
      .filter((specifier) => isOffence(source, targetOf(source, specifier)))
      .map((specifier) => `${source.path} → ${specifier}`),
  );
}

/** Files whose code matches, apart from those where it belongs. */
function filesWith(pattern: RegExp, isHome: (path: string) => boolean): string[] {
  return product.filter(({ path, code }) => pattern.test(code) && !isHome(path)).map(({ path }) => path);
}

describe('imports run one way', () => {
  test('there is something to look at, and every package has its place in the order', () => {
    expect(product.length).toBeGreaterThan(50);
    const packages = new Set(sources.map(({ path }) => homeOf(path)).filter((home) => home.startsWith('packages/')));
    expect([...packages].sort()).toEqual(
      Object.keys(MAY_IMPORT)
        .map((name) => `packages/${name}`)
        .sort(),
    );
  });

  test('policy ← contract ← {db, runtime, device-client} ← judge ← apps', () => {
    const offenders = importsThat(({ path }, target) => {
      const from = homeOf(path);
      const to = homeOf(target);
      if (from === to || !to.startsWith('packages/')) return false;
      if (from.startsWith('apps/')) return false;
      const allowed = MAY_IMPORT[from.slice('packages/'.length)] ?? [];
      return !allowed.includes(to.slice('packages/'.length));
    });
    expect(offenders).toEqual([]);
  });

  test('nothing imports an app, but the app itself', () => {
    expect(importsThat(({ path }, target) => target.startsWith('apps/') && homeOf(target) !== homeOf(path))).toEqual(
      [],
    );
  });

  test('another package is imported by its name, never by a path into it', () => {
    const offenders = importsThat(({ path }, target) => homeOf(target) !== homeOf(path) && target.endsWith('.ts'));
    expect(offenders).toEqual([]);
  });

  test("a feature uses another feature's service, never its routes", () => {
    const feature = /^apps\/api\/src\/features\/([^/]+)\//;
    const offenders = importsThat(({ path }, target) => {
      const from = feature.exec(path)?.[1];
      const to = feature.exec(target)?.[1];
      return from !== undefined && to !== undefined && from !== to && target.endsWith('.routes.ts');
    });
    expect(offenders).toEqual([]);
  });

  test('the policy core imports schemas and pure helpers alone', () => {
    const offenders = importsThat(({ path }, target) => {
      if (homeOf(path) !== 'packages/policy') return false;
      return !target.startsWith('packages/policy') && !POLICY_MAY_IMPORT.includes(target);
    });
    expect(offenders).toEqual([]);
  });

  test('product code imports no test code', () => {
    const offenders = importsThat((_source, target) => target.startsWith('tests/') || isTestPath(target));
    expect(offenders).toEqual([]);
  });

  test('only the database package imports Prisma', () => {
    const offenders = importsThat(({ path }, target) => {
      return /^@prisma\/|^packages\/db\/src\/generated\//.test(target) && homeOf(path) !== 'packages/db';
    });
    expect(offenders).toEqual([]);
  });

  test('only the database package, and the plumbing that runs PostgreSQL and its queue, imports its driver', () => {
    const isPlumbing = (path: string) => /^packages\/runtime\/src\/(embedded|queue)\//.test(path);
    const offenders = importsThat(({ path }, target) => {
      return target === 'pg' && homeOf(path) !== 'packages/db' && !isPlumbing(path);
    });
    expect(offenders).toEqual([]);
  });
});

describe('some things are done in one place', () => {
  test('only the configuration reads the environment', () => {
    expect(filesWith(/\bprocess\.env\b/, (path) => path.startsWith('packages/runtime/src/config/'))).toEqual([]);
  });

  test('only the clock asks for the time; elsewhere `now` is an argument', () => {
    expect(filesWith(/\bDate\.now\(|\bnew Date\(\s*\)/, (path) => path === 'packages/runtime/src/clock.ts')).toEqual(
      [],
    );
  });

  test("only an app's deps.ts constructs what the process stands on", () => {
    const makers = /\b(openDatabase|openQueues|openPlaceDatabase|createSecretBox|createLogger)\(/;
    const offenders = filesWith(makers, (path) => path.startsWith('packages/') || /^apps\/.*\/deps\.ts$/.test(path));
    expect(offenders).toEqual([]);
  });

  test('nothing is left for later, and nothing is switched off', () => {
    const marks = /\b(TODO|FIXME|XXX|HACK)\b|@ts-ignore|@ts-expect-error|@ts-nocheck/;
    const texts = sources.map(({ path }) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
    expect(texts.filter(({ text }) => marks.test(text)).map(({ path }) => path)).toEqual([]);
  });

  test('no file is longer than 400 lines, apart from lists of data', () => {
    const isData = (path: string) => path.startsWith('packages/policy/src/catalogue/entries/');
    const long = sources.filter(({ path }) => {
      return !isData(path) && readFileSync(join(ROOT, path), 'utf8').split('\n').length > 400;
    });
    expect(long.map(({ path }) => path)).toEqual([]);
  });
});
