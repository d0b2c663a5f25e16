import { openPlaceDatabase } from '@cordon/runtime';
import { cedarEngine, cordonEngine, type Decide, jsonRulesEngine } from './policy/engines.ts';
import { measureBuild, measureRate, parseReports } from './policy/measure.ts';
import { banList, banPolicy, placePolicy, reportTexts } from './policy/workload.ts';

/**
 * `npm run bench:policy [-- --json] [--sizes 10,500]`: the same decisions for the same reports by this engine, by Cedar and
 * by json-rules-engine, in one run; the ratios are what counts, the absolute figures are this machine's. docs/benchmarks.md
 */

const SIZES = (argument('--sizes') ?? '10,500,10000,100000').split(',').map(Number);
const SECONDS = Number(argument('--seconds') ?? 4);
const COMPARED = 1_000;
/** Under this rate a peer's answers to 1,000 reports would take over two minutes. */
const REASONABLE_PER_SECOND = 8;

function argument(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

/** Number of the first `count` reports on which two engines disagree. */
async function disagreements(a: Decide, b: Decide, texts: readonly string[], count: number): Promise<number> {
  let different = 0;
  for (const report of parseReports(texts.slice(0, count))) if ((await a(report)) !== (await b(report))) different += 1;
  return different;
}

async function measureSize(entries: number, texts: readonly string[]) {
  const bans = banList(entries);
  const policy = banPolicy(bans);
  const { built: cordon, ms: compileMs, heapMiB } = measureBuild(() => cordonEngine(policy));
  const peers = {
    cedar: cedarEngine(bans, 'named'),
    cedarSets: cedarEngine(bans, 'sets'),
    jsonRulesEngine: jsonRulesEngine(bans),
  };
  const rates = {
    cordon: await measureRate(cordon, texts, SECONDS),
    cedar: await measureRate(peers.cedar, texts, SECONDS),
    cedarSets: await measureRate(peers.cedarSets, texts, SECONDS),
    jsonRulesEngine: await measureRate(peers.jsonRulesEngine, texts, SECONDS),
  };
  let different = 0;
  const notFinished: string[] = [];
  for (const name of ['cedar', 'cedarSets', 'jsonRulesEngine'] as const) {
    if (rates[name].perSecond < REASONABLE_PER_SECOND) notFinished.push(name);
    else different += await disagreements(cordon, peers[name], texts, COMPARED);
  }
  return {
    entries,
    cordonPerSecond: rates.cordon.perSecond,
    cedarPerSecond: rates.cedar.perSecond,
    cedarSetsPerSecond: rates.cedarSets.perSecond,
    jsonRulesEnginePerSecond: rates.jsonRulesEngine.perSecond,
    ratioCedar: rates.cordon.perSecond / rates.cedar.perSecond,
    ratioCedarSets: rates.cordon.perSecond / rates.cedarSets.perSecond,
    ratioJsonRulesEngine: rates.cordon.perSecond / rates.jsonRulesEngine.perSecond,
    compileMs,
    heapMiB,
    different,
    notFinished,
  };
}

async function measurePlaces(texts: readonly string[]) {
  const places = await openPlaceDatabase({});
  const { perSecond } = await measureRate(cordonEngine(placePolicy(), places.placeOf), texts, SECONDS);
  return { cordonPerSecond: perSecond, databaseDate: places.databaseDate };
}

const asJson = process.argv.includes('--json');
const say = (line: string) => (asJson ? process.stderr : process.stdout).write(`${line}\n`);
const texts = reportTexts(4_000);
say(`${texts.length} reports of 60 apps and 40 connections, ${SECONDS} s each engine and size`);
const sizes: Awaited<ReturnType<typeof measureSize>>[] = [];
for (const entries of SIZES) {
  const size = await measureSize(entries, texts);
  sizes.push(size);
  say(
    `${String(entries).padStart(7)} entries: cordon ${Math.round(size.cordonPerSecond)}/s, Cedar ${size.cedarPerSecond.toFixed(1)}/s (x${Math.round(size.ratioCedar)}; as bare sets ${size.cedarSetsPerSecond.toFixed(1)}/s, x${Math.round(size.ratioCedarSets)}), ` +
      `json-rules-engine ${size.jsonRulesEnginePerSecond.toFixed(1)}/s (x${Math.round(size.ratioJsonRulesEngine)}), compile ${size.compileMs.toFixed(0)} ms, ${size.heapMiB.toFixed(1)} MiB` +
      (size.notFinished.length > 0
        ? `; not in reasonable time: ${size.notFinished.join(', ')} (rate from the reports it got through, decisions not compared)`
        : ''),
  );
}
const withPlaces = await measurePlaces(texts);
const rateAt = (entries: number) => sizes.find((size) => size.entries === entries)?.cordonPerSecond ?? Number.NaN;
const result = {
  sizes: sizes.map(({ different: _, ...size }) => size),
  verdictsEqual: sizes.every((size) => size.different === 0),
  growth10To100k: rateAt(10) / rateAt(100_000),
  withPlaces,
};
say(
  `growth of time per report from 10 to 100,000 entries: ${result.growth10To100k.toFixed(2)}; with places: ${Math.round(withPlaces.cordonPerSecond)}/s; same decisions: ${result.verdictsEqual}`,
);
if (asJson) process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
if (!result.verdictsEqual) process.exitCode = 1;
