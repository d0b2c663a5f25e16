import { DeviceKeyAlgorithm } from '@cordon/contract';
import { openHandset, rotateKey } from '@cordon/device-client';
import { z } from 'zod';
import { readOptions } from '../arguments.ts';
import type { Command } from '../command.ts';
import { withRetries } from '../retry.ts';

const Options = z.object({
  state: z.string({ error: 'must be the directory of an enrolled handset' }),
  algorithm: DeviceKeyAlgorithm.default('ES256'),
});

/** Replaces the handset's key. Run again after a lost answer, it asks for the same rotation. */
export const rotateCommand: Command = {
  name: 'rotate',
  usage: '--state DIR [--algorithm ES256|ES384|EdDSA]',
  summary: 'replace the key of the handset',
  run: async (argv, terminal) => {
    const { state: directory, algorithm } = readOptions(argv, Options);
    const { url } = (await openHandset(directory)).store.load();
    const thumbprint = await withRetries(terminal, () =>
      rotateKey({ url }, directory, algorithm, terminal.clock.now()),
    );
    terminal.print(`The key is now ${thumbprint}.`);
  },
};
