import { openHandset, refreshPolicy, writePolicy } from '@cordon/device-client';
import { z } from 'zod';
import { readOptions } from '../arguments.ts';
import type { Command } from '../command.ts';
import { withRetries } from '../retry.ts';

const Options = z.object({ state: z.string({ error: 'must be the directory of an enrolled handset' }) });

/** Fetches the organisation's policies, verified against the keys pinned at enrolment. */
export const policyCommand: Command = {
  name: 'policy',
  usage: '--state DIR',
  summary: 'fetch the policies in force and verify their signature',
  run: async (argv, terminal) => {
    const { state: directory } = readOptions(argv, Options);
    const handset = await openHandset(directory);
    const { url } = handset.store.load();
    const statement = await withRetries(terminal, () => refreshPolicy({ url }, handset, terminal.clock.now()));
    const { policy } = handset.store.load();
    if (!statement) {
      terminal.print(`Nothing changed; valid until ${policy?.validUntil}.`);
      return;
    }
    await writePolicy(directory, statement);
    terminal.print(`Signature verified. Epoch ${statement.epoch}, valid until ${policy?.validUntil}.`);
    for (const { name, version, hash } of statement.policies) terminal.print(`  ${name} version ${version}, ${hash}`);
    if (policy?.omit.length) terminal.print(`  not wanted in reports: ${policy.omit.join(', ')}`);
  },
};
