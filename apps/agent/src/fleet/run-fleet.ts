import { setMaxListeners } from 'node:events';
import { listScenarios, loadScenario, type Scenario } from '@cordon/device-client';
import type { Terminal } from '../command.ts';
import { wait } from '../wait.ts';
import { createLimit } from './limit.ts';
import { runSimulatedHandset } from './simulated-handset.ts';
import { newTally, progressLine, summaryLines, type Tally } from './tally.ts';

export interface FleetOptions {
  url: string;
  token: string;
  devices: number;
  minutes: number;
  everySeconds: number;
  concurrency: number;
}

const PROGRESS_EVERY_MS = 2_000;

/** Runs a fleet for its time, shows progress, and returns what happened. */
export async function runFleet(options: FleetOptions, terminal: Terminal): Promise<Tally> {
  const tally = newTally();
  const limit = createLimit(options.concurrency);
  const scenarios = await loadAll();
  const deadline = AbortSignal.timeout(Math.round(options.minutes * 60_000));
  const done = new AbortController();
  const signal = AbortSignal.any([deadline, terminal.signal, done.signal]);
  // Every handset waits on it: that many listeners are no leak.
  setMaxListeners(0, signal);
  const start = performance.now();
  terminal.print(
    `${options.devices} handsets report to ${options.url} for ${options.minutes} min; Ctrl-C ends earlier.`,
  );
  const handsets = Array.from({ length: options.devices }, (_, index) => {
    const [scenarioName, scenario] = scenarios[index % scenarios.length] as [string, Scenario];
    return runSimulatedHandset({ ...options, scenarioName, scenario, tally, limit }, terminal, signal);
  });
  const progress = showProgress(tally, terminal, signal, start);
  // Also when every enrolment was refused, or one failed in a way that no handset should.
  await Promise.all(handsets).finally(() => done.abort());
  await progress;
  for (const line of summaryLines(tally, (performance.now() - start) / 1000)) terminal.print(line);
  return tally;
}

async function loadAll(): Promise<[string, Scenario][]> {
  const names = await listScenarios();
  return Promise.all(names.map(async (name): Promise<[string, Scenario]> => [name, await loadScenario(name)]));
}

async function showProgress(tally: Tally, terminal: Terminal, signal: AbortSignal, start: number): Promise<void> {
  while (!signal.aborted) {
    await wait(PROGRESS_EVERY_MS, signal);
    const seconds = Math.round((performance.now() - start) / 1000);
    terminal.print(`${String(seconds).padStart(4)} s  ${progressLine(tally)}`);
  }
}
