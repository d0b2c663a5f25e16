import { spawnSync } from 'node:child_process';
import { openPlaceDatabase } from '@cordon/runtime';
import { cedarEngine, cordonEngine, type Decide, jsonRulesEngine } from './policy/engines.ts';
import { measureBuild, measureRate, parseReports } from './policy/measure.ts';
import { banList, banPolicy, placePolicy, reportTexts } from './policy/workload.ts';

/**
 * `npm run bench:policy [-- --json] [--sizes 10,500]`: the same decisions for the same reports by this engine, by Cedar and
 * by json-rules-engine, in one run; the ratios are what counts, the absolute figures are this machine's. Each engine and
 * size has a process of its own, so that none runs code that was compiled for another. docs/benchmarks.md
 */

const SIZES = (argument('--sizes') ?? '10,500,10000,100000').split(',').map(Number);
const SECONDS = Number(argument('--seconds') ?? 4);
const COMPARED = 1_000;
/** Under this rate a peer's answers to 1,000 reports would take over two minutes. */
const REASONABLE_PER_SECOND = 8;
const PEERS = ['cedar', 'cedarSets', 'jsonRulesEngine'] as const;
type EngineName = 'cordon' | 'places' | (typeof PEERS)[number];

/** What one process found out of one engine. */
interface Measured {
  perSecond: number;
  /** Its decisions on the first reports, a character each; absent if that would take too long. */
  decisions?: string;
  compileMs: number;
  heapMiB: number;
  databaseDate?: string;
}

function argument(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

/** Measures one engine in this process. */
async function measureEngine(name: EngineName, entries: number): Promise<Measured> {
  const texts = reportTexts(4_000);
  const bans = banList(entries);
  const places = name === 'places' ? await openPlaceDatabase({}) : undefined;
  const build = (): Decide => {
    if (name === 'cordon') return cordonEngine(banPolicy(bans));
    if (name === 'places') return cordonEngine(placePolicy(), places?.placeOf);
    return name === 'jsonRulesEngine' ? jsonRulesEngine(bans) : cedarEngine(bans, name === 'cedar' ? 'named' : 'sets');
  };
  // A peer's policies are parsed once: for long lists that takes it minutes.
  const { built, ms, heapMiB } = name === 'cordon' ? measureBuild(build) : { built: build(), ms: 0, heapMiB: 0 };
  const { perSecond } = await measureRate(built, texts, SECONDS);
  const isReasonable = perSecond >= REASONABLE_PER_SECOND;
  const decisions = isReasonable ? await decide(built, texts.slice(0, COMPARED)) : undefined;
  return { perSecond, decisions, compileMs: ms, heapMiB, databaseDate: places?.databaseDate };
}

async function decide(engine: Decide, texts: readonly string[]): Promise<string> {
  let decisions = '';
  // A few at a time: one engine makes ten thousand promises a report.
  for (let from = 0; from < texts.length; from += 8) {
    const some = await Promise.all(parseReports(texts.slice(from, from + 8)).map(engine));
    decisions += some.map((isFailing) => (isFailing ? '1' : '0')).join('');
  }
  return decisions;
}

/** Measures one engine in a process of its own. */
function measureApart(name: EngineName, entries: number): Measured {
  const args = [...process.execArgv, process.argv[1] ?? '', '--engine', name, '--entries', String(entries)];
  const child = spawnSync(process.execPath, [...args, '--seconds', String(SECONDS)], {
    encoding: 'utf8',
    maxBuffer: 2 ** 24,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (child.status !== 0) throw new Error(`${name} with ${entries} entries ended with ${child.status ?? child.signal}`);
  return JSON.parse(child.stdout) as Measured;
}

function measureSize(entries: number) {
  const cordon = measureApart('cordon', entries);
  const peers = PEERS.map((name) => ({ name, ...measureApart(name, entries) }));
  const rateOf = (name: (typeof PEERS)[number]) => peers.find((peer) => peer.name === name)?.perSecond ?? Number.NaN;
  return {
    entries,
    cordonPerSecond: cordon.perSecond,
    cedarPerSecond: rateOf('cedar'),
    cedarSetsPerSecond: rateOf('cedarSets'),
    jsonRulesEnginePerSecond: rateOf('jsonRulesEngine'),
    ratioCedar: cordon.perSecond / rateOf('cedar'),
    ratioCedarSets: cordon.perSecond / rateOf('cedarSets'),
    ratioJsonRulesEngine: cordon.perSecond / rateOf('jsonRulesEngine'),
    compileMs: cordon.compileMs,
    heapMiB: cordon.heapMiB,
    isDifferent: peers.some(({ decisions }) => decisions !== undefined && decisions !== cordon.decisions),
    notFinished: peers.filter(({ decisions }) => decisions === undefined).map(({ name }) => name),
  };
}

function main(): void {
  const asJson = process.argv.includes('--json');
  const say = (line: string) => (asJson ? process.stderr : process.stdout).write(`${line}\n`);
  say(`4,000 reports of 60 apps and 40 connections, ${SECONDS} s each engine and size`);
  const sizes: ReturnType<typeof measureSize>[] = [];
  for (const entries of SIZES) {
    const size = measureSize(entries);
    sizes.push(size);
    say(
      `${String(entries).padStart(7)} entries: cordon ${Math.round(size.cordonPerSecond)}/s, Cedar ${size.cedarPerSecond.toFixed(1)}/s (x${Math.round(size.ratioCedar)}; as bare sets ${size.cedarSetsPerSecond.toFixed(1)}/s, x${Math.round(size.ratioCedarSets)}), ` +
        `json-rules-engine ${size.jsonRulesEnginePerSecond.toFixed(1)}/s (x${Math.round(size.ratioJsonRulesEngine)}), compile ${size.compileMs.toFixed(0)} ms, ${size.heapMiB.toFixed(1)} MiB` +
        (size.notFinished.length > 0
          ? `; not in reasonable time: ${size.notFinished.join(', ')} (rate from the reports it got through, decisions not compared)`
          : ''),
    );
  }
  const places = measureApart('places', 0);
  const withPlaces = { cordonPerSecond: places.perSecond, databaseDate: places.databaseDate };
  const rateAt = (entries: number) => sizes.find((size) => size.entries === entries)?.cordonPerSecond ?? Number.NaN;
  const result = {
    sizes: sizes.map(({ isDifferent: _, ...size }) => size),
    verdictsEqual: sizes.every((size) => !size.isDifferent),
    growth10To100k: rateAt(10) / rateAt(100_000),
    withPlaces,
  };
  say(
    `growth of time per report from 10 to 100,000 entries: ${result.growth10To100k.toFixed(2)}; with places: ${Math.round(withPlaces.cordonPerSecond)}/s; same decisions: ${result.verdictsEqual}`,
  );
  if (asJson) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  if (!result.verdictsEqual) process.exitCode = 1;
}

const engine = argument('--engine') as EngineName | undefined;
if (engine) process.stdout.write(JSON.stringify(await measureEngine(engine, Number(argument('--entries')))));
else main();
