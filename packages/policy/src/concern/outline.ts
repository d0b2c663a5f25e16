import type { ReportFacts } from '../facts.ts';
import { suffixesLookedUp } from '../matching/domain-matcher.ts';
import { quickHash } from '../matching/quick-hash.ts';
import type { FindingState } from '../types.ts';
import type { Concern } from './concern.ts';

/**
 * What a device showed, in a few hundred bytes: a Bloom filter over the packages and, for every host, the names by which a
 * list of domains would be asked for it. It may say that a name was shown that was not, never the reverse.
 */
export type Outline = Uint8Array;

/** Room for each name, and how many bits it sets. */
const BITS_PER_NAME = 10;
const HASHES = 4;
/** Sizes are powers of two, so that a bit is found by masking. */
const MIN_BYTES = 256;
const MAX_BYTES = 16_384;

/** The names under which what a report and kept evidence show is noted in an outline. */
export function shownNames(facts: readonly ReportFacts[], findings: readonly FindingState[]): Set<string> {
  const names = new Set<string>();
  for (const { apps = [], connections = [] } of facts) {
    for (const app of apps) names.add(packageName(app.package));
    for (const { host } of connections) if (host !== undefined) addHost(names, host);
  }
  for (const { status, evidence } of findings) {
    if (status === 'resolved') continue;
    for (const { observed } of evidence) addObserved(names, observed);
  }
  return names;
}

/** Evidence is judged again when rules change: what it shows counts as shown. */
function addObserved(names: Set<string>, observed: unknown): void {
  if (typeof observed !== 'object' || observed === null) return;
  const { host, package: name } = observed as { host?: unknown; package?: unknown };
  if (typeof host === 'string') addHost(names, host);
  if (typeof name === 'string') names.add(packageName(name));
}

function addHost(names: Set<string>, host: string): void {
  for (const suffix of suffixesLookedUp(host)) names.add(domainName(suffix));
}

const packageName = (name: string) => `a ${name}`;
const domainName = (domain: string) => `d ${domain}`;

/** Makes an outline with room for these names and some more. */
export function createOutline(names: ReadonlySet<string>): Outline {
  let bytes = MIN_BYTES;
  while (bytes < MAX_BYTES && bytes * 8 < names.size * BITS_PER_NAME) bytes *= 2;
  return withNames(new Uint8Array(bytes), names);
}

/**
 * The outline with further names.
 *
 * @returns the same object if it has them all; `undefined` if it is too full by then to tell much
 */
export function extendOutline(outline: Outline, names: ReadonlySet<string>): Outline | undefined {
  if ([...names].every((name) => hasProbe(outline, probeOf(name)))) return outline;
  const extended = withNames(new Uint8Array(outline), names);
  return isFull(extended) ? undefined : extended;
}

/** Whether a device may have shown something that newer rules list otherwise, by its outline: no means no. */
export function concernTest({ domains, packages }: Concern): (outline: Outline) => boolean {
  const probes = [...domains.map(domainName), ...packages.map(packageName)].map(probeOf);
  return (outline) => probes.some((probe) => hasProbe(outline, probe));
}

/** A name as it is looked for: double hashing (Kirsch and Mitzenmacher, 2006) is as good as hashing so often. */
interface Probe {
  start: number;
  step: number;
}

function probeOf(name: string): Probe {
  const hash = quickHash(name);
  return { start: hash >>> 0, step: Math.floor(hash / 4_294_967_296) | 1 };
}

function bitOf({ length }: Outline, { start, step }: Probe, index: number): number {
  return (start + index * step) & (length * 8 - 1);
}

function hasProbe(outline: Outline, probe: Probe): boolean {
  for (let index = 0; index < HASHES; index += 1) {
    const bit = bitOf(outline, probe, index);
    if (((outline[bit >>> 3] ?? 0) & (1 << (bit & 7))) === 0) return false;
  }
  return true;
}

function withNames(outline: Outline, names: Iterable<string>): Outline {
  for (const name of names) {
    const probe = probeOf(name);
    for (let index = 0; index < HASHES; index += 1) {
      const bit = bitOf(outline, probe, index);
      outline[bit >>> 3] = (outline[bit >>> 3] ?? 0) | (1 << (bit & 7));
    }
  }
  return outline;
}

/** Three bits in eight: a name is then wrongly taken for shown one time in fifty. */
function isFull(outline: Outline): boolean {
  let set = 0;
  for (const byte of outline) for (let rest = byte; rest !== 0; rest &= rest - 1) set += 1;
  return set > outline.length * 3;
}
