import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { PROBLEMS } from '@cordon/contract';
import { describe, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '..');
const read = (path: string) => readFile(join(root, path), 'utf8');

/** Names of the variables in the schemas of packages/runtime/src/config. */
async function variables(): Promise<string[]> {
  const files = ['config.ts', 'config-embedded.ts', 'config-migration.ts'];
  const sources = await Promise.all(files.map((file) => read(`packages/runtime/src/config/${file}`)));
  const names = sources.flatMap((source) =>
    [...source.matchAll(/\b([A-Z][A-Z_]{3,}): /g)].map(([, name]) => name ?? ''),
  );
  return [...new Set(names)];
}

async function documents(): Promise<string[]> {
  const inDocs = await readdir(join(root, 'docs'), { recursive: true });
  return ['README.md', 'CONTRIBUTING.md', ...inDocs.map((file) => `docs/${file}`)].filter(
    (file) => file.endsWith('.md') && existsSync(join(root, file)),
  );
}

test('docs/operations.md names every configuration variable, and none that does not exist', async () => {
  const text = await read('docs/operations.md');
  const known = await variables();
  expect(known.length).toBeGreaterThan(20);
  expect(known.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  const rows = text.split('\n').filter((line) => line.startsWith('| `'));
  const documented = rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name]) => name));
  expect(documented.filter((name) => !known.includes(name ?? ''))).toEqual([]);
});

test('docs/device-protocol.md names every problem type that devices are given', async () => {
  const text = await read('docs/device-protocol.md');
  const names = Object.keys(PROBLEMS);
  const ofDevices = names.slice(0, names.indexOf('unauthenticated'));
  expect(ofDevices.length).toBeGreaterThan(20);
  expect(ofDevices.filter((name) => !text.includes(name))).toEqual([]);
});

describe('links between documents', () => {
  test('lead to files that exist', async () => {
    const missing: string[] = [];
    for (const file of await documents()) {
      for (const [, target = ''] of (await read(file)).matchAll(/\]\(([^)#]+)[^)]*\)/g)) {
        if (/^[a-z]+:/.test(target)) continue;
        if (!existsSync(join(root, dirname(file), target))) missing.push(`${file} → ${target}`);
      }
    }
    expect(missing).toEqual([]);
  });
});
