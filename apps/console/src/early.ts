/** Whether to ask for a session at all: its cookie cannot be read by scripts. Holds no secret. */
const HINT = 'cordon-signed-in';
/** Later than that, an answer is asked for anew. */
const FRESH_MS = 10_000;

const asked = new Map<string, Promise<Response | undefined>>();

function ask(path: string): void {
  const answer = fetch(path).then(
    (response) => (response.ok ? response : undefined),
    () => undefined,
  );
  asked.set(new URL(path, window.location.origin).href, answer);
}

/** Whether somebody was signed in here when the console was open last. */
export function wasSignedIn(): boolean {
  return localStorage.getItem(HINT) !== null;
}

/** For the next opening: somebody is signed in, and may see the overview or not. */
export function noteSignedIn(seesOverview: boolean): void {
  localStorage.setItem(HINT, seesOverview ? 'overview' : 'yes');
}

/** Nobody is signed in any more: nothing that was asked for may be shown to the next one. */
export function noteSignedOut(): void {
  localStorage.removeItem(HINT);
  asked.clear();
}

/**
 * The answer to what was asked for early; each is given once.
 *
 * @param url with its origin
 * @returns `undefined` if it was not asked for, or refused: ask as always
 */
export async function takeEarly(url: string): Promise<Response | undefined> {
  const answer = asked.get(url);
  asked.delete(url);
  return answer;
}

/** Asks for what the first page begins with. */
export function askEarly(): void {
  if (!wasSignedIn()) return;
  ask('/v1/me');
  setTimeout(() => asked.clear(), FRESH_MS);
  const isOverview = window.location.pathname === '/' && localStorage.getItem(HINT) === 'overview';
  if (isOverview) ask('/v1/overview');
}
