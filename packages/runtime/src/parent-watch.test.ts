import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import { isAlive } from './processes.ts';
import { runProgram, untilSaid } from './testing/run-program.ts';

const orphans: number[] = [];

afterEach(() => {
  for (const pid of orphans.splice(0)) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
});

/** A parent that starts a child which watches it, and says the child's process id. */
function startFamily(stdio: string) {
  const child = `
    const { importTypeScript } = await import(process.env.IMPORTER);
    const { watchParent } = await importTypeScript('packages/runtime/src/parent-watch.ts');
    watchParent().addEventListener('abort', () => process.exit(0));
    setInterval(() => {}, 1000);
    console.log('watching');`;
  const importer = new URL('../../../scripts/lib/import-typescript.mjs', import.meta.url).href;
  return runProgram(
    `const { spawn } = await import('node:child_process');
     const child = spawn(process.execPath, ['--input-type=module', '-e', ${JSON.stringify(child)}], { stdio: ${stdio}, detached: true });
     child.stdout.once('data', () => console.log('child ' + child.pid + ' watches'));
     setInterval(() => {}, 1000);`,
    { env: { IMPORTER: importer } },
  );
}

test.each([
  ['by the IPC channel', `['ignore', 'pipe', 'inherit', 'ipc']`],
  ['by its parent id', `['ignore', 'pipe', 'inherit']`],
])('a child notices kill -9 of its parent %s', async (_name, stdio) => {
  const parent = startFamily(stdio);
  await untilSaid(parent, 'watches');
  const pid = Number(/child (\d+)/.exec(parent.output())?.[1]);
  orphans.push(pid);
  expect(isAlive(pid)).toBe(true);
  parent.child.kill('SIGKILL');
  const deadline = performance.now() + 10_000;
  while (isAlive(pid) && performance.now() < deadline) await delay(20);
  expect(isAlive(pid)).toBe(false);
});
