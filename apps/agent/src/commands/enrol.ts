import { DeviceKeyAlgorithm } from '@cordon/contract';
import {
  enrolHandset,
  generateDeviceKey,
  importDeviceKey,
  loadScenario,
  makeIdentity,
  readKey,
  readState,
  writeKey,
  writeState,
} from '@cordon/device-client';
import { z } from 'zod';
import { readOptions, UsageError } from '../arguments.ts';
import type { Command } from '../command.ts';
import { withRetries } from '../retry.ts';

const Options = z.object({
  url: z.url({ protocol: /^https?$/, error: 'must be the address of the server, such as http://127.0.0.1:8080' }),
  token: z.string({ error: 'must be an enrolment token' }).min(1),
  scenario: z.string({ error: 'must be a scenario: a name or a file' }),
  state: z.string({ error: 'must be the directory to keep this handset in' }),
  algorithm: DeviceKeyAlgorithm.default('ES256'),
});

/** Enrols a handset. Run again after a lost answer, it uses the key it has, and gets the same answer. */
export const enrolCommand: Command = {
  name: 'enrol',
  usage: '--url URL --token TOKEN --scenario SCENARIO --state DIR [--algorithm ES256|ES384|EdDSA]',
  summary: 'make a key, enrol with a token, remember what the server answered',
  run: async (argv, terminal) => {
    const { url, token, scenario: scenarioName, state: directory, algorithm } = readOptions(argv, Options);
    const enrolled = await readState(directory);
    if (enrolled)
      throw new UsageError(`${directory} holds device ${enrolled.deviceId} already. Use another directory.`);
    const scenario = await loadScenario(scenarioName);
    const kept = await readKey(directory);
    const stored = kept ?? (await generateDeviceKey(algorithm));
    if (!kept) await writeKey(directory, stored);
    const key = await importDeviceKey(stored);
    // From the key, so that a second attempt is the same handset.
    const identity = makeIdentity(scenario, key.thumbprint);
    const input = { key, token, scenario, scenarioName, identity };
    const state = await withRetries(terminal, () => enrolHandset({ url }, { ...input, now: terminal.clock.now() }));
    await writeState(directory, state);
    terminal.print(`Enrolled as device ${state.deviceId} of ${state.organisation.name}, ${state.state}.`);
    terminal.print(`Key and state are in ${directory}; report with: npm run agent -- report --state ${directory}`);
  },
};
