import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../arguments.ts';

const FirstRun = z.looseObject({ url: z.string(), enrolmentToken: z.string() });

/** Reads address and enrolment token that `npm start` wrote at its first start. */
export async function readFirstRun(dataDirectory: string): Promise<{ url: string; token: string }> {
  const path = join(dataDirectory, 'first-run.json');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined)
    throw new UsageError(`There is no ${path}. Run "npm start" first, or give --url and --token.`);
  const { url, enrolmentToken } = FirstRun.parse(JSON.parse(text));
  return { url, token: enrolmentToken };
}
