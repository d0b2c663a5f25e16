import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { runAuthorCommand } from './index.ts';

test('docs/policy.schema.json is what `policy schema` prints', async () => {
  const lines: string[] = [];
  const code = await runAuthorCommand(['policy', 'schema'], { out: (line) => lines.push(line), err: () => undefined });
  const file = join(import.meta.dirname, '../../../../docs/policy.schema.json');
  expect(code).toBe(0);
  expect(JSON.parse(lines.join('\n'))).toEqual(JSON.parse(await readFile(file, 'utf8')));
});

test('`policy schema` takes no words', async () => {
  const lines: string[] = [];
  const code = await runAuthorCommand(['policy', 'schema', 'x'], {
    out: () => undefined,
    err: (line) => lines.push(line),
  });
  expect([code, lines]).toEqual([2, ['policy schema']]);
});
