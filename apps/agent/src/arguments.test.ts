import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { readOptions } from './arguments.ts';

const Options = z.object({
  url: z.url(),
  everySeconds: z.coerce.number().positive().default(15),
  watch: z.boolean().default(false),
});

describe('readOptions', () => {
  test('reads names in kebab case, numbers and switches', () => {
    const options = readOptions(['--url', 'http://a', '--every-seconds', '2', '--watch'], Options);
    expect(options).toEqual({ url: 'http://a', everySeconds: 2, watch: true });
  });

  test('uses defaults for what is not given', () => {
    expect(readOptions(['--url', 'http://a'], Options)).toMatchObject({ everySeconds: 15, watch: false });
  });

  test('names every faulty option at once', () => {
    expect(() => readOptions(['--every-seconds', '0'], Options)).toThrow(/--url: .*\n.*--every-seconds: /);
  });

  test('refuses an option that it does not know', () => {
    expect(() => readOptions(['--url', 'http://a', '--tokem', 'x'], Options)).toThrow('--tokem');
  });
});
