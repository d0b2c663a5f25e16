import { setFlagsFromString } from 'node:v8';

/** By how much the heap may grow beyond what lives before V8 collects; left to itself it let a worker come to 430 MiB. */
const HEAP_GROWING_PERCENT = 100;
/** Threads that mark beside the process's own; V8 would take one a core and more, and with them the core of another process. */
const MARKING_THREADS = 1;

/**
 * Keeps a server process small: V8 takes memory as if the machine were its alone, and a host runs several processes of
 * Cordon beside PostgreSQL. Young objects are collected by the thread that made them, since helpers wait for a core that
 * another process has. Call it first of all; docs/benchmarks.md has the figures before and after.
 */
export function tendMemory(): void {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);
  setFlagsFromString(`--concurrent-marking-max-worker-num=${MARKING_THREADS}`);
  setFlagsFromString('--no-parallel-scavenge');
}
