import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** A process of its own that runs a few lines on modules of this package. */
export interface Program {
  child: ChildProcess;
  output: () => string;
  ended: Promise<{ code: number | null; signal: string | null }>;
}

const IMPORTER = join(import.meta.dirname, '../../../../scripts/lib/import-typescript.mjs');

/**
 * Starts a process in which `use(path)` imports a module of `packages/runtime/src`.
 *
 * @param lines JavaScript, run once `use` is there
 */
export function runProgram(lines: string, options: { ipc?: boolean; env?: Record<string, string> } = {}): Program {
  const program = `
    const { importTypeScript } = await import(${JSON.stringify(IMPORTER)});
    const use = (path) => importTypeScript('packages/runtime/src/' + path);
    ${lines}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'pipe', ...(options.ipc ? (['ipc'] as const) : [])],
    env: { PATH: process.env.PATH, ...options.env },
  });
  let said = '';
  child.stdout?.on('data', (chunk) => (said += chunk));
  child.stderr?.on('data', (chunk) => (said += chunk));
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  return { child, output: () => said, ended };
}

/** Waits until the program has said this. @throws Error if it ends, or 20 s pass, without */
export async function untilSaid(program: Program, text: string): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (!program.output().includes(text)) {
    if (program.child.exitCode !== null || performance.now() > deadline) {
      throw new Error(`"${text}" was not said:\n${program.output()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
