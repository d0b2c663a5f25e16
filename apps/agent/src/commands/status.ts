import { deviceBearer, fetchStatus, openHandset } from '@cordon/device-client';
import { z } from 'zod';
import { readOptions } from '../arguments.ts';
import type { Command } from '../command.ts';
import { withRetries } from '../retry.ts';

const Options = z.object({
  state: z.string({ error: 'must be the directory of an enrolled handset' }),
  language: z.string().default('en'),
});

/** Shows what the holder would see on the handset. */
export const statusCommand: Command = {
  name: 'status',
  usage: '--state DIR [--language en]',
  summary: 'ask for the verdict, what to do about it, and messages not acknowledged',
  run: async (argv, terminal) => {
    const options = readOptions(argv, Options);
    const { key, store } = await openHandset(options.state);
    const { url, deviceId, audience } = store.load();
    const status = await withRetries(terminal, async () => {
      const bearer = await deviceBearer(key, deviceId, audience, terminal.clock.now());
      return fetchStatus({ url }, bearer, options.language);
    });
    terminal.print(`${status.verdict} since ${status.since}`);
    for (const finding of status.findings) {
      terminal.print(`  ${finding.severity} ${finding.policy}/${finding.rule} ${finding.subject} (${finding.status})`);
      terminal.print(`    ${finding.advice}`);
    }
    for (const advisory of status.advisories) {
      terminal.print(`  ${advisory.kind} ${advisory.id}: ${advisory.title} (not acknowledged)`);
    }
  },
};
