import { argument } from './argument.ts';
import { playRole, runRole } from './child.ts';
import { type EngineInput, type Measured, measureEngine, PEERS, type Peer } from './policy/measure-engine.ts';

/**
 * `npm run bench:policy [-- --json] [--sizes 10,500]`: the same decisions for the same reports by this engine, by Cedar and
 * by json-rules-engine, in one run; the ratios are what counts, the absolute figures are this machine's. Each engine and
 * size has a process of its own, so that none runs code that was compiled for another. docs/benchmarks.md
 */

const SIZES = (argument('sizes') ?? '10,500,10000,100000').split(',').map(Number);
const SECONDS = Number(argument('seconds') ?? 4);

/** Measures one engine in a process of its own. */
function measureApart(name: EngineInput['name'], entries: number): Promise<Measured> {
  return runRole<Measured>('engine', { name, entries, seconds: SECONDS } satisfies EngineInput);
}

async function measureSize(entries: number) {
  const cordon = await measureApart('cordon', entries);
  const peers: (Measured & { name: Peer })[] = [];
  for (const name of PEERS) peers.push({ name, ...(await measureApart(name, entries)) });
  const rateOf = (name: Peer) => peers.find((peer) => peer.name === name)?.perSecond ?? Number.NaN;
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

async function main(): Promise<void> {
  const asJson = process.argv.includes('--json');
  const say = (line: string) => (asJson ? process.stderr : process.stdout).write(`${line}\n`);
  say(`4,000 reports of 60 apps and 40 connections, ${SECONDS} s each engine and size`);
  const sizes: Awaited<ReturnType<typeof measureSize>>[] = [];
  for (const entries of SIZES) {
    const size = await measureSize(entries);
    sizes.push(size);
    say(
      `${String(entries).padStart(7)} entries: cordon ${Math.round(size.cordonPerSecond)}/s, Cedar ${size.cedarPerSecond.toFixed(1)}/s (x${Math.round(size.ratioCedar)}; as bare sets ${size.cedarSetsPerSecond.toFixed(1)}/s, x${Math.round(size.ratioCedarSets)}), ` +
        `json-rules-engine ${size.jsonRulesEnginePerSecond.toFixed(1)}/s (x${Math.round(size.ratioJsonRulesEngine)}), compile ${size.compileMs.toFixed(0)} ms, ${size.heapMiB.toFixed(1)} MiB` +
        (size.notFinished.length > 0
          ? `; not in reasonable time: ${size.notFinished.join(', ')} (rate from the reports it got through, decisions not compared)`
          : ''),
    );
  }
  const places = await measureApart('places', 0);
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

if (argument('role') === 'engine') playRole(measureEngine);
else await main();
