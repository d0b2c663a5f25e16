import { AppError, type DeviceBulkChange, type DeviceBulkResult } from '@cordon/contract';
import type { Operator } from '../../plugins/operator.ts';
import { ringEvaluate } from '../../resources/ring-evaluate.ts';
import { approving, type Change, doChange, patching, retiring } from './device-changes.service.ts';
import type { DeviceDeps } from './devices.service.ts';

type Item = DeviceBulkResult['items'][number];

/** As many as one device may have. */
const MAX_TAGS = 50;

/**
 * Makes one change of many devices, each in a transaction of its own: one that is refused does not hold the others up, and
 * what was done stays done, and audited, if the caller goes away.
 */
export async function changeDevices(
  deps: DeviceDeps,
  operator: Operator,
  { deviceIds, change }: DeviceBulkChange,
): Promise<DeviceBulkResult> {
  const work = toChange(operator, change);
  const items: Item[] = [];
  for (const deviceId of new Set(deviceIds)) items.push(await attempt(deps, operator, deviceId, work));
  const done = items.filter(({ refusal }) => refusal === null).map(({ deviceId }) => deviceId);
  await ringEvaluate(deps.queues, operator.organisationId, done);
  return { items };
}

function toChange(operator: Operator, change: DeviceBulkChange['change']): Change {
  switch (change.kind) {
    case 'assign': {
      const { kind: _, ...patch } = change;
      return patching(operator, () => patch);
    }
    case 'tag':
      return patching(operator, ({ tags }) => ({ tags: retag(tags, change) }));
    case 'approve':
      return approving(operator);
    case 'retire':
      return retiring(operator, change.reason);
  }
}

function retag(present: readonly string[], { add, remove }: { add: string[]; remove: string[] }): string[] {
  const gone = new Set(remove);
  const tags = [...new Set([...present, ...add])].filter((tag) => !gone.has(tag));
  if (tags.length > MAX_TAGS) throw new AppError('validation', `A device has at most ${MAX_TAGS} tags.`);
  return tags;
}

async function attempt(deps: DeviceDeps, operator: Operator, deviceId: string, work: Change): Promise<Item> {
  try {
    await doChange(deps, operator, deviceId, work);
    return { deviceId, refusal: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const detail = error.errors?.map((fault) => fault.detail).join(' ') ?? error.detail;
    return { deviceId, refusal: { code: error.code, detail } };
  }
}
