import { type Handset, loadScenario, openHandset, reportOnce } from '@cordon/device-client';
import { z } from 'zod';
import { readOptions } from '../arguments.ts';
import type { Command, Terminal } from '../command.ts';
import { withRetries } from '../retry.ts';
import { wait } from '../wait.ts';

const Options = z.object({
  state: z.string({ error: 'must be the directory of an enrolled handset' }),
  scenario: z.string().optional(),
  watch: z.boolean().default(false),
});

/** Sends a signed report; with `--watch`, one after the other, as often as the server asks. */
export const reportCommand: Command = {
  name: 'report',
  usage: '--state DIR [--scenario SCENARIO] [--watch]',
  summary: 'report what the scenario says (default: that of the last report)',
  run: async (argv, terminal) => {
    const options = readOptions(argv, Options);
    const handset = await openHandset(options.state);
    const scenarioName = options.scenario ?? handset.store.load().scenario;
    await sendOne(handset, scenarioName, terminal);
    while (options.watch && !terminal.signal.aborted) {
      const { reportEverySeconds } = handset.store.load();
      terminal.print(`Next report in ${reportEverySeconds} s; Ctrl-C ends.`);
      await wait(reportEverySeconds * 1000, terminal.signal);
      if (!terminal.signal.aborted) await sendOne(handset, scenarioName, terminal);
    }
  },
};

async function sendOne(handset: Handset, scenarioName: string, terminal: Terminal): Promise<void> {
  const scenario = await loadScenario(scenarioName);
  const endpoint = { url: handset.store.load().url };
  const sent = await withRetries(terminal, () =>
    reportOnce(endpoint, handset, { scenario, scenarioName, now: terminal.clock.now() }),
  );
  const how = sent.repeated ? 'had been accepted already' : 'accepted';
  terminal.print(`Report ${sent.lastSeq} (${scenario.title}) ${how}: ${sent.reportId}, received ${sent.receivedAt}.`);
}
