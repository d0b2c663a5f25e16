import { useSyncExternalStore } from 'react';

/** `lost`: the line is down, lists are asked for again from time to time until it is back. */
export type LiveState = 'off' | 'connecting' | 'live' | 'lost';

let state: LiveState = 'off';
const listeners = new Set<() => void>();

/** Takes note of a new state. */
export function setLiveState(next: LiveState): void {
  if (next === state) return;
  state = next;
  for (const listener of listeners) listener();
}

/** The state of live updates, outside a component. */
export function liveState(): LiveState {
  return state;
}

/** The state of live updates, kept up to date. */
export function useLiveState(): LiveState {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, liveState);
}
