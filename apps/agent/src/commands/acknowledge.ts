import { acknowledge, deviceBearer, fetchStatus, openHandset } from '@cordon/device-client';
import { z } from 'zod';
import { readOptions } from '../arguments.ts';
import type { Command } from '../command.ts';
import { withRetries } from '../retry.ts';

const Options = z.object({
  state: z.string({ error: 'must be the directory of an enrolled handset' }),
  advisory: z.string().optional(),
});

/** Acknowledges one advisory, or all that the server says are not acknowledged yet. */
export const acknowledgeCommand: Command = {
  name: 'acknowledge',
  usage: '--state DIR [--advisory ID]',
  summary: 'acknowledge an advisory (default: all that are open)',
  run: async (argv, terminal) => {
    const options = readOptions(argv, Options);
    const { key, store } = await openHandset(options.state);
    const { url, deviceId, audience } = store.load();
    const bearer = () => deviceBearer(key, deviceId, audience, terminal.clock.now());
    const openIds = async () => {
      const status = await withRetries(terminal, async () => fetchStatus({ url }, await bearer(), 'en'));
      return status.advisories.map((advisory) => advisory.id);
    };
    const ids = options.advisory === undefined ? await openIds() : [options.advisory];
    for (const id of ids) {
      await withRetries(terminal, async () => acknowledge({ url }, await bearer(), id));
      terminal.print(`Acknowledged ${id}.`);
    }
    if (ids.length === 0) terminal.print('There is nothing to acknowledge.');
  },
};
