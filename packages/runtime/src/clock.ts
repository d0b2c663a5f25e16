/** Where the time comes from. Everything that needs it takes a clock or a `now`; nothing else asks the system. */
export interface Clock {
  now(): Date;
}

/** The system's clock. */
export const systemClock: Clock = { now: () => new Date() };

/** A clock that stands still until it is told to move. */
export interface TestClock extends Clock {
  advance(milliseconds: number): void;
  set(instant: Date | string): void;
}

/**
 * Makes a clock for tests.
 *
 * @param start an instant, e.g. `2014-10-22T00:00:00Z`
 */
export function createTestClock(start: Date | string): TestClock {
  let current = new Date(start).getTime();
  return {
    now: () => new Date(current),
    advance: (milliseconds) => {
      current += milliseconds;
    },
    set: (instant) => {
      current = new Date(instant).getTime();
    },
  };
}
