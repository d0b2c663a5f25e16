import {
  enrolHandset,
  generateDeviceKey,
  type Handset,
  importDeviceKey,
  makeIdentity,
  memoryStore,
  RefusedError,
  reportOnce,
  type Scenario,
} from '@cordon/device-client';
import type { Terminal } from '../command.ts';
import { wait } from '../wait.ts';
import { countError, type Tally } from './tally.ts';

export interface SimulatedHandsetInput {
  url: string;
  token: string;
  scenarioName: string;
  scenario: Scenario;
  everySeconds: number;
  tally: Tally;
  /** Bounds the requests of the whole fleet. */
  limit: <T>(job: () => Promise<T>) => Promise<T>;
}

/** One handset's life: it enrols, then reports until `signal` is aborted. */
export async function runSimulatedHandset(
  input: SimulatedHandsetInput,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<void> {
  const handset = await enrolOne(input, terminal, signal);
  if (!handset) return;
  // Spread over the first interval, as the handsets of a real fleet are.
  await wait(Math.random() * input.everySeconds * 1000, signal);
  while (!signal.aborted) {
    const delaySeconds = await reportOne(input, handset, terminal, signal);
    await wait(delaySeconds * 1000, signal);
  }
}

async function enrolOne(
  input: SimulatedHandsetInput,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<Handset | undefined> {
  const key = await importDeviceKey(await generateDeviceKey());
  const identity = makeIdentity(input.scenario, key.thumbprint);
  while (!signal.aborted) {
    try {
      const now = terminal.clock.now();
      const state = await input.limit(() => enrolHandset({ url: input.url }, { ...input, key, identity, now }));
      input.tally.enrolled += 1;
      return { key, store: memoryStore(state) };
    } catch (error) {
      countError(input.tally, error);
      if (error instanceof RefusedError && error.status < 500 && error.status !== 429) return undefined;
      await wait((retryAfter(error) ?? 2) * 1000, signal);
    }
  }
  return undefined;
}

async function reportOne(
  input: SimulatedHandsetInput,
  handset: Handset,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const { tally, scenario, scenarioName } = input;
  try {
    await input.limit(async () => {
      if (signal.aborted) return;
      const start = performance.now();
      const sent = await reportOnce({ url: input.url }, handset, { scenario, scenarioName, now: terminal.clock.now() });
      tally.answerMs.push(performance.now() - start);
      if (sent.repeated) tally.repeated += 1;
      else tally.accepted += 1;
    });
    return input.everySeconds;
  } catch (error) {
    countError(tally, error);
    return retryAfter(error) ?? input.everySeconds;
  }
}

function retryAfter(error: unknown): number | undefined {
  return error instanceof RefusedError ? error.retryAfterSeconds : undefined;
}
