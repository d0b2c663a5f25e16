import {
  type EpochConcern,
  lockForJudging,
  lockSettledStates,
  prepared,
  readConcerns,
  type SettledState,
  type SqlTx,
  together,
  touchDeviceStates,
  withOrganisationSql,
} from '@cordon/db';
import { concernTest } from '@cordon/policy';
import { compileMissing, type RulesMissing } from './compile-missing.ts';
import type { JudgeDeps } from './deps.ts';
import { readPresentRules } from './present-rules.ts';

/**
 * Passes the devices that newer rules cannot concern: of which nothing waits but these rules, that have shown none of the
 * names by which they differ. Their verdict and findings stand, under the new epoch, without their last report being read.
 *
 * @returns those passed; the others must be judged
 * @throws AppError `unavailable` if this process's catalogue or IP database is not the registered one
 */
export async function passUnconcerned(
  deps: JudgeDeps,
  organisationId: string,
  deviceIds: readonly string[],
): Promise<Set<string>> {
  const pass = () =>
    withOrganisationSql(deps.database, organisationId, (tx) => passIn(prepared(tx), deps, organisationId, deviceIds), {
      keepsPlans: true,
      isRepeatable: true,
    });
  const passed = await pass();
  if (passed instanceof Set) return passed;
  await compileMissing(deps, organisationId, passed);
  const again = await pass();
  // Published once more meanwhile: they are looked at anew with the next chunk.
  return again instanceof Set ? again : new Set();
}

async function passIn(
  tx: SqlTx,
  deps: JudgeDeps,
  organisationId: string,
  deviceIds: readonly string[],
): Promise<Set<string> | RulesMissing> {
  const now = deps.clock.now();
  const [, present] = await together([
    lockForJudging(tx, organisationId),
    readPresentRules(tx, deps, organisationId, now),
  ]);
  if (!present) return new Set();
  if ('missing' in present) return present;
  const { rules, compiled } = present;
  const { epoch } = rules;
  const concerns = await readConcerns(tx, organisationId, epoch);
  if (concerns.length === 0) return new Set();
  const from = Math.max(1, epoch - concerns.length);
  const isConcerned = concernedSince(concerns);
  const settled = await lockSettledStates(tx, deviceIds, { from, epoch, now });
  const unconcerned = settled.filter((state) => !isConcerned(state));
  const citations = {
    policies: compiled.cited,
    catalogueVersion: compiled.catalogue.version,
    ...(deps.placeDatabaseDate === undefined ? {} : { placeDatabaseDate: deps.placeDatabaseDate }),
    epoch,
  };
  await touchDeviceStates(
    tx,
    unconcerned.map(({ deviceId }) => ({ deviceId, citations })),
    { at: now, epoch },
  );
  return new Set(unconcerned.map(({ deviceId }) => deviceId));
}

/** By the names of all epochs since the one that a device was judged under. */
function concernedSince(concerns: readonly EpochConcern[]): (state: SettledState) => boolean {
  const tests = new Map<number, ReturnType<typeof concernTest>>();
  return ({ judgedEpoch, outline }) => {
    if (outline === null) return true;
    let test = tests.get(judgedEpoch);
    if (!test) {
      const since = concerns.filter(({ epoch }) => epoch > judgedEpoch);
      const domains = since.flatMap((concern) => concern.domains);
      const packages = since.flatMap((concern) => concern.packages);
      test = concernTest({ domains, packages });
      tests.set(judgedEpoch, test);
    }
    return test(outline);
  };
}
