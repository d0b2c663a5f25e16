import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runAuthorCommand } from '../policy/index.ts';

export interface Answer {
  code: number;
  out: string;
  err: string;
}

/** Runs a command for authors and gives what it wrote, with its exit code. */
export async function run(...words: string[]): Promise<Answer> {
  const out: string[] = [];
  const err: string[] = [];
  const code = await runAuthorCommand(words, { out: (line) => out.push(line), err: (line) => err.push(line) });
  return { code, out: out.join('\n'), err: err.join('\n') };
}

/** A temporary folder of an author. */
export interface AuthorFolder {
  path: string;
  /** Writes a file, an object as JSON; gives its path. */
  write(name: string, content: string | object): Promise<string>;
  remove(): Promise<void>;
}

export async function makeFolder(): Promise<AuthorFolder> {
  const path = await mkdtemp(join(tmpdir(), 'cordon-authors-'));
  const write = async (name: string, content: string | object): Promise<string> => {
    const target = join(path, name);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(target, typeof content === 'string' ? content : JSON.stringify(content));
    return target;
  };
  return { path, write, remove: () => rm(path, { recursive: true, force: true }) };
}

/** A policy with these rules, each line indented by four. */
export const policy = (rules: string): string =>
  `apiVersion: cordon/v1\nkind: Policy\nmetadata: { name: foreign }\nspec:\n  rules:\n${rules}`;
export const VENDOR = '    - { id: banned, vendor: { deny: [xiaomi] }, severity: critical }\n';
export const ABROAD = '    - { id: abroad, egress: { deny: { countries: [CN] } } }\n';
export const GOOD = policy(VENDOR);
/** Its one fault is at 7:24. */
export const FAULTY = policy('    - id: banned\n      vendor: { deny: [xiaomy] }\n');

export const report = (manufacturer: string, more: object = {}) => ({
  device: { manufacturer, model: 'X1', os: { name: 'android', version: '14' } },
  ...more,
});
export const BANNED = report('Xiaomi');
export const ALLOWED = report('Nokia');
