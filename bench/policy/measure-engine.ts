import { openPlaceDatabase } from '@cordon/runtime';
import { cedarEngine, cordonEngine, type Decide, jsonRulesEngine } from './engines.ts';
import { measureBuild, measureRate, parseReports } from './measure.ts';
import { banList, banPolicy, placePolicy, reportTexts } from './workload.ts';

/** The others that are asked the same. */
export const PEERS = ['cedar', 'cedarSets', 'jsonRulesEngine'] as const;
export type Peer = (typeof PEERS)[number];

export interface EngineInput {
  /** `places`: this engine with country rules. */
  name: 'cordon' | 'places' | Peer;
  /** Banned things. */
  entries: number;
  seconds: number;
}

/** What one process found out of one engine. */
export interface Measured {
  perSecond: number;
  /** Its decisions on the first reports, a character each; absent if that would take too long. */
  decisions?: string;
  compileMs: number;
  heapMiB: number;
  databaseDate?: string;
}

const COMPARED = 1_000;
/** Under this rate a peer's answers to 1,000 reports would take over two minutes. */
const REASONABLE_PER_SECOND = 8;

/** Measures one engine in this process. */
export async function measureEngine({ name, entries, seconds }: EngineInput): Promise<Measured> {
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
  const { perSecond } = await measureRate(built, texts, seconds);
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
