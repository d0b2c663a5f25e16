/** Topics of `/v1/events`, and the first words of the keys under which what they concern is kept. */
const KEYS: Record<string, readonly string[]> = {
  devices: ['devices', 'overview', 'policies'],
  findings: ['findings', 'devices', 'overview'],
  inventory: ['apps', 'destinations'],
  advisories: ['advisories', 'devices', 'overview'],
  'enrolment-tokens': ['enrolment-tokens', 'overview'],
  policies: ['policies'],
};

const ALL: ReadonlySet<string> = new Set(Object.values(KEYS).flat());

/** Whether changes of what is kept under a key are told. */
export function isTold(key: readonly unknown[]): boolean {
  return ALL.has(String(key[0]));
}

/** What is kept under these first words may have changed; without topics: all that is told at all. */
export function keysOf(topics: Iterable<string> | undefined): ReadonlySet<string> {
  return topics === undefined ? ALL : new Set([...topics].flatMap((topic) => KEYS[topic] ?? []));
}
