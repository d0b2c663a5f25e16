import { useCallback, useLayoutEffect, useRef } from 'react';

/**
 * The same function for each rendering, which does what the one given last does: for what is drawn anew only when one of
 * its properties changes. Call it from events alone, not while rendering.
 */
export function useStable<Args extends unknown[], Result>(act: (...args: Args) => Result): (...args: Args) => Result {
  const latest = useRef(act);
  useLayoutEffect(() => {
    latest.current = act;
  });
  return useCallback((...args) => latest.current(...args), []);
}
