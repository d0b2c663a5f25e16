import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { VerdictLookupAnswer } from '@cordon/contract';
import type { Clock } from '@cordon/runtime/clock';
import { CAST_HANDSETS, type CastHandset } from './cast/handsets.ts';
import { CAST_PEOPLE } from './cast/people.ts';
import { type EnrolContext, enrolCastHandset, reportCastHandset } from './enrol-handsets.ts';
import { makePeople } from './make-people.ts';
import { makeUnits } from './make-units.ts';
import { createOperatorClient, type OperatorClient } from './operator-client.ts';
import { publishPolicies } from './publish-policies.ts';
import { countLine, findingLines } from './summarise.ts';
import { waitUntilJudged } from './wait-until-judged.ts';

export interface DemonstrationInput {
  /** Origin of the API, the audience of reports. */
  url: string;
  /** API token of an administrator. */
  apiToken: string;
  /** The handsets' keys are kept in `demonstration/` below it. */
  dataDirectory: string;
  clock: Clock;
  onProgress(line: string): void;
}

export interface DemonstrationSummary {
  devices: number;
  /** What to tell the user, line by line. */
  lines: string[];
}

const FOLDER = 'demonstration';
const COMPLETE = 'complete';
/** As many handsets at once: it is a demonstration, not a load test. */
const AT_ONCE = 4;

/** Whether the demonstration ran to its end in this data directory. */
export function isDemonstrationComplete(dataDirectory: string): boolean {
  return existsSync(join(dataDirectory, FOLDER, COMPLETE));
}

/**
 * Fills an organisation with the case of October 2014, as a client of the public API and the device protocol alone.
 * What is there already is left as it is: interrupted, it goes on where it was when it is run again.
 *
 * @throws Error if the API refuses something, or the reports are not judged within a minute
 */
export async function runDemonstration(input: DemonstrationInput): Promise<DemonstrationSummary> {
  const { url, clock, onProgress } = input;
  const api = createOperatorClient(url, input.apiToken);
  const directory = join(input.dataDirectory, FOLDER);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const unitIds = await makeUnits(api);
  const personIds = await makePeople(api, unitIds);
  onProgress(`${unitIds.size} units, ${personIds.size} people`);
  onProgress(`policies published: ${(await publishPolicies(api)).join(', ')}`);
  const context = { url, directory, clock, unitIds, personIds };
  const { deviceIds, reported } = await enrolAndReport(api, context, onProgress);
  await waitUntilJudged(api, reported, clock, (judged) => onProgress(`${judged} of ${reported.length} reports judged`));
  const lines = await summarise(api, deviceIds, directory);
  await writeFile(join(directory, COMPLETE), '', { mode: 0o600 });
  return { devices: deviceIds.size, lines };
}

async function enrolAndReport(
  api: OperatorClient,
  context: EnrolContext,
  onProgress: (line: string) => void,
): Promise<{ deviceIds: Map<string, string>; reported: string[] }> {
  const deviceIds = new Map<string, string>();
  const reported: string[] = [];
  const queue = [...CAST_HANDSETS];
  let done = 0;
  const work = async () => {
    for (let handset = queue.shift(); handset; handset = queue.shift()) {
      const deviceId = await enrolCastHandset(api, handset, context);
      deviceIds.set(handset.key, deviceId);
      if (!handset.isSilent) {
        await reportCastHandset(handset, context);
        reported.push(deviceId);
      }
      done += 1;
      if (done % 10 === 0) onProgress(`${done} of ${CAST_HANDSETS.length} handsets enrolled and reporting`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return { deviceIds, reported };
}

async function summarise(
  api: OperatorClient,
  deviceIds: ReadonlyMap<string, string>,
  directory: string,
): Promise<string[]> {
  const reported = [...deviceIds.values()].map((deviceId) => ({ deviceId }));
  const { items } = await api.post('/v1/verdicts/lookup', { items: reported }, VerdictLookupAnswer);
  const shown = CAST_HANDSETS.filter((handset) => handset.scenario === 'redmi-1s-before-fix');
  const details = await Promise.all(shown.map((handset) => deviceLines(api, handset, deviceIds)));
  return [
    `${deviceIds.size} handsets: ${countLine(items)}`,
    ...details.flat(),
    "Now play the vendor's firmware of 10 August 2014 on the first of them, and watch its findings resolve:",
    `  npm run agent -- report --state ${shortPath(join(directory, 'redmi-1s'))} --scenario redmi-1s-after-fix`,
  ];
}

async function deviceLines(
  api: OperatorClient,
  handset: CastHandset,
  deviceIds: ReadonlyMap<string, string>,
): Promise<string[]> {
  const holder = CAST_PEOPLE.find((person) => person.key === handset.person);
  const sponsor = CAST_PEOPLE.find((person) => person.key === holder?.sponsor);
  const whose = sponsor ? `${holder?.name}, dependant of ${sponsor.name}` : holder?.name;
  const findings = await findingLines(api, deviceIds.get(handset.key) ?? '');
  return [`Redmi 1S of ${whose} is non-compliant:`, ...findings.map((line) => `  ${line}`)];
}

/** As one would type it here. */
function shortPath(path: string): string {
  const here = relative(process.cwd(), path);
  return here.startsWith('..') ? path : here;
}
