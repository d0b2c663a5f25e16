import { z } from 'zod';
import { readOptions, UsageError } from '../arguments.ts';
import type { Command } from '../command.ts';
import { readFirstRun } from '../fleet/first-run.ts';
import { runFleet } from '../fleet/run-fleet.ts';

const Options = z.object({
  devices: z.coerce.number().int().min(1).max(5_000).default(200),
  minutes: z.coerce.number().positive().max(1_440).default(2),
  everySeconds: z.coerce.number().positive().default(15),
  concurrency: z.coerce.number().int().min(1).max(500).default(32),
  url: z.url({ protocol: /^https?$/ }).optional(),
  token: z.string().optional(),
  data: z.string().default('.cordon'),
});

/** Enrols simulated handsets and lets them report for a while. */
export const fleetCommand: Command = {
  name: 'fleet',
  usage:
    '[--devices 200] [--minutes 2] [--every-seconds 15] [--concurrency 32] [--url URL --token TOKEN | --data .cordon]',
  summary: 'simulate a fleet: real keys, real protocol',
  run: async (argv, terminal) => {
    const { url, token, data, ...options } = readOptions(argv, Options);
    if ((url === undefined) !== (token === undefined))
      throw new UsageError('Give --url and --token together, or neither.');
    const server = url !== undefined && token !== undefined ? { url, token } : await readFirstRun(data);
    await runFleet({ ...options, ...server }, terminal);
  },
};
