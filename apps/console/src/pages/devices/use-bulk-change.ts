import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import type { Query } from '../../api/types.ts';
import { refreshLists } from '../../components/use-pages.ts';
import type { BulkChange } from './bulk-forms.tsx';
import type { DeviceSearch } from './device-filters.tsx';

/** Small enough that the bar moves and stopping stops soon. */
const CHUNK = 25;

export interface BulkRun {
  state: 'before' | 'running' | 'stopped' | 'broken' | 'done';
  /** Devices asked for so far, refused ones among them. */
  done: number;
  refusals: readonly { deviceId: string; detail: string }[];
  /** What broke it off. */
  error?: unknown;
}

const BEFORE: BulkRun = { state: 'before', done: 0, refusals: [] };

/** Makes one change of many devices, some at a time; what was done stays done when it is stopped or breaks off, and it can go on. */
export function useBulkChange(ids: readonly string[]): {
  run: BulkRun;
  start: (change: BulkChange) => Promise<void>;
  stop: () => void;
} {
  const client = useQueryClient();
  const [run, setRun] = useState(BEFORE);
  const isStopped = useRef(false);
  const start = async (change: BulkChange) => {
    isStopped.current = false;
    let { done, refusals } = run;
    try {
      while (done < ids.length && !isStopped.current) {
        setRun({ state: 'running', done, refusals });
        const deviceIds = ids.slice(done, done + CHUNK);
        const { items } = await bodyOf(api.POST('/v1/devices/bulk', { body: { deviceIds, change } }));
        const refused = items.flatMap(({ deviceId, refusal }) =>
          refusal ? [{ deviceId, detail: refusal.detail }] : [],
        );
        refusals = [...refusals, ...refused];
        done += deviceIds.length;
      }
      setRun({ state: done < ids.length ? 'stopped' : 'done', done, refusals });
    } catch (error) {
      setRun({ state: 'broken', done, refusals, error });
    }
    await refreshLists(client, ['devices', 'overview']);
  };
  return { run, start, stop: () => (isStopped.current = true) };
}

/** Ids of all devices that fit, as they are now: what is then changed is what the dialog counted, whatever enrols meanwhile. */
export async function listDeviceIds(filter: DeviceSearch, signal: AbortSignal): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const query = { ...(filter as Query<'listDeviceIds'>), limit: 5_000, cursor };
    const page = await bodyOf(api.GET('/v1/devices/ids', { params: { query }, signal }));
    ids.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return ids;
}
