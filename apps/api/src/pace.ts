/** Keeps what costs much each time, however much of it there is, from being done more often than need be. */
export interface Pace {
  /** Whether the last one began less than a pace ago. */
  isResting(): boolean;
  /** Call it when one begins. */
  begin(): void;
}

/**
 * Starts a pace. The first one after a while may begin at once, so that what comes alone does not wait.
 *
 * @param milliseconds least time from one begin to the next; 0: none
 * @param whenOver called at the end of each rest
 */
export function createPace(milliseconds: number, whenOver: () => void): Pace {
  let rest: NodeJS.Timeout | undefined;
  const end = () => {
    rest = undefined;
    whenOver();
  };
  return {
    isResting: () => rest !== undefined,
    begin: () => {
      if (milliseconds === 0) return;
      // A full one need not wait: what comes after it rests from then on.
      clearTimeout(rest);
      rest = setTimeout(end, milliseconds);
    },
  };
}
