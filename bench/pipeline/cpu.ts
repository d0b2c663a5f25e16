import { readdirSync, readFileSync } from 'node:fs';

/** CPU time and memory of other processes, from /proc (Linux alone has it). */

/** Of /proc's clock ticks, 100 to the second on every Linux of today. */
const MICROS_PER_TICK = 10_000;

interface Stat {
  parent: number;
  ticks: number;
  /** Of children that ended and were waited for. */
  endedTicks: number;
}

function readStat(pid: number | string): Stat | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [parent = 0, user = 0, system = 0, endedUser = 0, endedSystem = 0] = [1, 11, 12, 13, 14].map(
      (at) => fields[at],
    );
    return { parent, ticks: user + system, endedTicks: endedUser + endedSystem };
  } catch {
    return undefined;
  }
}

/** CPU microseconds that a process used so far. */
export function cpuMicrosOf(pid: number): number {
  return (readStat(pid)?.ticks ?? 0) * MICROS_PER_TICK;
}

/** The same of a process with its children: PostgreSQL has one for each connection. */
export function cpuMicrosOfTree(pid: number): number {
  const own = readStat(pid);
  let ticks = (own?.ticks ?? 0) + (own?.endedTicks ?? 0);
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = readStat(name);
    if (stat?.parent === pid) ticks += stat.ticks;
  }
  return ticks * MICROS_PER_TICK;
}

/** CPU microseconds that the whole machine spent working. */
export function machineMicros(): number {
  const [, ...fields] = (readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? '').trim().split(/\s+/);
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0] = fields.map(Number);
  return (user + nice + system + irq + softIrq) * MICROS_PER_TICK;
}

/** Most resident memory that a process ever had, MiB. */
export function peakRssMiB(pid: number): number {
  const text = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(text)?.[1] ?? Number.NaN) / 1_024;
}
