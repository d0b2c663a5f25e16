import { spawn } from 'node:child_process';
import { root } from './paths.mjs';

/**
 * Runs a program in the repository's root and shows what it says on standard error.
 *
 * @param {string} program
 * @param {string[]} args
 * @param {{ quiet?: boolean, env?: NodeJS.ProcessEnv, stdout?: 'inherit' }} [options] quiet: shown only if it fails
 * @returns {Promise<number>} exit code
 */
export function run(program, args, options = {}) {
  const output = options.quiet ? 'pipe' : 'inherit';
  const stdout = options.quiet ? 'pipe' : (options.stdout ?? process.stderr);
  const child = spawn(program, args, {
    cwd: root,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', stdout, output],
  });
  const said = [];
  child.stdout?.on('data', (chunk) => said.push(chunk));
  child.stderr?.on('data', (chunk) => said.push(chunk));
  return new Promise((resolve) => {
    child.once('error', (error) => {
      process.stderr.write(`${program}: ${error.message}\n`);
      resolve(1);
    });
    child.once('close', (code, signal) => {
      if (code !== 0) process.stderr.write(Buffer.concat(said));
      resolve(code ?? (signal ? 1 : 0));
    });
  });
}

/** Runs a Node program that a package brought, e.g. `runTool('prisma/build/index.js', ['generate'])`. */
export function runTool(path, args, options) {
  return run(process.execPath, [`node_modules/${path}`, ...args], options);
}
