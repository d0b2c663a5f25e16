import { join } from 'node:path';
import { CreatedEnrolmentToken } from '@cordon/contract';
import {
  enrolHandset,
  generateDeviceKey,
  type HandsetState,
  importDeviceKey,
  loadScenario,
  makeIdentity,
  openHandset,
  readKey,
  readState,
  reportOnce,
  writeKey,
  writeState,
} from '@cordon/device-client';
import type { Clock } from '@cordon/runtime/clock';
import type { CastHandset } from './cast/handsets.ts';
import type { OperatorClient } from './operator-client.ts';

const TOKEN_LIFETIME_MS = 24 * 3_600_000;

export interface EnrolContext {
  url: string;
  /** `<data dir>/demonstration`: a directory for each handset, as the agent's `--state`. */
  directory: string;
  clock: Clock;
  unitIds: ReadonlyMap<string, string>;
  personIds: ReadonlyMap<string, string>;
}

/** Enrols a handset with a token of its own, unless it is enrolled already. Returns the device's id. */
export async function enrolCastHandset(
  api: OperatorClient,
  handset: CastHandset,
  context: EnrolContext,
): Promise<string> {
  const directory = join(context.directory, handset.key);
  const known = await readState(directory);
  if (known) return known.deviceId;
  const kept = await readKey(directory);
  const stored = kept ?? (await generateDeviceKey());
  if (!kept) await writeKey(directory, stored);
  const key = await importDeviceKey(stored);
  const { token } = await makeToken(api, handset, context);
  const scenario = await loadScenario(handset.scenario);
  const state: HandsetState = await enrolHandset(
    { url: context.url },
    {
      key,
      token,
      scenario,
      scenarioName: handset.scenario,
      identity: makeIdentity(scenario, key.thumbprint),
      now: context.clock.now(),
    },
  );
  await writeState(directory, state);
  return state.deviceId;
}

/** Lets an enrolled handset report once. */
export async function reportCastHandset(handset: CastHandset, context: EnrolContext): Promise<void> {
  const opened = await openHandset(join(context.directory, handset.key));
  const scenario = await loadScenario(handset.scenario);
  const input = { scenario, scenarioName: handset.scenario, now: context.clock.now() };
  await reportOnce({ url: context.url }, opened, input);
}

function makeToken(
  api: OperatorClient,
  handset: CastHandset,
  { clock, unitIds, personIds }: EnrolContext,
): Promise<CreatedEnrolmentToken> {
  const body = {
    label: `Demonstration: ${handset.key}`,
    unitId: handset.unit === undefined ? undefined : unitIds.get(handset.unit),
    personId: handset.person === undefined ? undefined : personIds.get(handset.person),
    ownership: handset.ownership,
    expiresAt: new Date(clock.now().getTime() + TOKEN_LIFETIME_MS).toISOString(),
  };
  return api.post('/v1/enrolment-tokens', body, CreatedEnrolmentToken);
}
