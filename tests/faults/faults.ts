import { setTimeout as delay } from 'node:timers/promises';
import type { AppProcess } from '../support/rig/app-process.ts';
import type { RigPostgres } from '../support/rig/postgres-server.ts';
import type { RigRedis } from '../support/rig/redis-server.ts';
import type { SmallDisk } from './disk-full.ts';

/** What may break. */
export interface Breakable {
  postgres: RigPostgres;
  redis: RigRedis | undefined;
  apis: readonly AppProcess[];
  workers: readonly AppProcess[];
  /** Where the database lies, if it is to become full. */
  disk: SmallDisk | undefined;
}

export const FAULTS = {
  'worker killed': 3,
  'API process killed': 2,
  'Redis killed, data kept': 1,
  'Redis killed, data lost': 1,
  'PostgreSQL killed': 1,
  'PostgreSQL stopped and started': 1,
} as const;
export type FaultName = keyof typeof FAULTS | 'disk full';

/** How long the disk stays full. */
const DISK_FULL_MS = 5_000;

/** A fault and the number of answered reports at which it comes. */
export interface PlannedFault {
  name: FaultName;
  at: number;
  /** Milliseconds from there to the fault, and from it to the new start. */
  waitMs: number;
  downMs: number;
  /** Which of the processes, in [0, 1). */
  which: number;
}

/**
 * Faults of every kind in a random order, spread over the reports.
 *
 * @param rounds how often the whole list comes
 */
export function planFaults(reports: number, rounds: number, hasRedis: boolean, random: () => number): PlannedFault[] {
  const names = Object.entries(FAULTS)
    .filter(([name]) => hasRedis || !name.startsWith('Redis'))
    .flatMap(([name, times]) => Array<FaultName>(times * rounds).fill(name as FaultName));
  for (let at = names.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [names[at], names[other]] = [names[other] as FaultName, names[at] as FaultName];
  }
  const stretch = reports / (names.length + 1);
  return names.map((name, index) => ({
    name,
    at: Math.floor(stretch * (index + 0.2 + random() * 0.6)),
    waitMs: random() * 50,
    downMs: random() * 800,
    which: random(),
  }));
}

/** Breaks it, and starts it again if nothing else does. */
export async function commit(fault: PlannedFault, { postgres, redis, apis, workers, disk }: Breakable): Promise<void> {
  await delay(fault.waitMs);
  const pick = (processes: readonly AppProcess[]) => processes[Math.floor(fault.which * processes.length)];
  switch (fault.name) {
    case 'worker killed':
      return pick(workers)?.kill();
    case 'API process killed':
      return pick(apis)?.kill();
    case 'Redis killed, data kept':
    case 'Redis killed, data lost':
      await redis?.kill();
      if (fault.name === 'Redis killed, data lost') await redis?.forget();
      await delay(fault.downMs);
      return redis?.start();
    case 'disk full':
      await disk?.fill();
      await delay(DISK_FULL_MS);
      await disk?.free();
      // A server that could not write its log ends; its supervisor starts it again.
      return postgres.isRunning() ? undefined : postgres.start();
    case 'PostgreSQL killed':
    case 'PostgreSQL stopped and started':
      await (fault.name === 'PostgreSQL killed' ? postgres.kill() : postgres.stop());
      await delay(fault.downMs);
      return postgres.start();
  }
}

/** Lets reports be sent no further than the fault after next, so that every fault happens while reports come in. */
export interface Gate {
  permit(): Promise<void>;
  onAnswered(): void;
  /** Resolves when so many were answered. */
  reached(count: number): Promise<void>;
  /** From now on so many may be sent. */
  open(count: number): void;
}

/** Makes a gate that is closed. */
export function createGate(): Gate {
  let sent = 0;
  let answered = 0;
  let allowed = 0;
  let waiting: (() => void)[] = [];
  const wake = () => {
    const woken = waiting;
    waiting = [];
    for (const resolve of woken) resolve();
  };
  const change = () => new Promise<void>((resolve) => waiting.push(resolve));
  return {
    permit: async () => {
      while (sent >= allowed) await change();
      sent += 1;
    },
    onAnswered: () => {
      answered += 1;
      wake();
    },
    reached: async (count) => {
      while (answered < count) await change();
    },
    open: (count) => {
      allowed = count;
      wake();
    },
  };
}
