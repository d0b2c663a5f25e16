import { setFlagsFromString } from 'node:v8';

/** By how much V8 lets the heap grow beyond what lives, before it collects: its own choice is up to three times that. */
const HEAP_GROWING_PERCENT = 50;

/**
 * Keeps a server process small: V8 takes memory as if the machine were its alone, and a host runs several processes of
 * Cordon beside PostgreSQL. Young objects are collected by the thread that made them, since helpers wait for a core that
 * another process has. Call it first of all; docs/benchmarks.md has the figures before and after.
 */
export function tendMemory(): void {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);
  setFlagsFromString('--no-parallel-scavenge');
}
