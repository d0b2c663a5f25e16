import { argument } from '../argument.ts';

/** What `npm run bench:pipeline -- …` was asked for. */
export interface Options {
  queues: ('redis' | 'postgres')[];
  seconds: number;
  devices: number;
  /** Connections that each wait for an answer before the next report. */
  connections: number;
  stored: number[];
  isJson: boolean;
}

/** @throws Error if `--queue` is none of redis, postgres, both */
export function readOptions(): Options {
  const queue = argument('queue') ?? 'both';
  if (queue !== 'redis' && queue !== 'postgres' && queue !== 'both') throw new Error('--queue redis|postgres|both');
  return {
    queues: queue === 'both' ? ['redis', 'postgres'] : [queue],
    seconds: Number(argument('seconds') ?? 60),
    devices: Number(argument('devices') ?? 2_000),
    connections: Number(argument('connections') ?? 96),
    stored: (argument('stored') ?? '').split(',').filter(Boolean).map(Number),
    isJson: process.argv.includes('--json'),
  };
}
