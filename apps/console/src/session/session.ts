import { useSyncExternalStore } from 'react';
import { api, bodyOf, onSessionEnd, setCsrfToken } from '../api/client.ts';
import { ApiProblem } from '../api/problem.ts';
import { queryClient } from '../api/query-client.ts';
import type { Me, Permission } from '../api/types.ts';
import { noteSignedIn, noteSignedOut, wasSignedIn } from '../early.ts';

/** Who is at the screen. `expired`: the session ended while somebody worked; what is on the screen stays. */
export type Session = { state: 'unknown' } | { state: 'signed-out' } | { state: 'signed-in'; me: Me; expired: boolean };

let session: Session = { state: 'unknown' };

const listeners = new Set<() => void>();
let waiting: { resolve: () => void; reject: (reason: ApiProblem) => void }[] = [];

function setSession(next: Session): void {
  session = next;
  for (const listener of listeners) listener();
}

/** The session as it stands, outside a component. */
export function currentSession(): Session {
  return session;
}

/** The session, kept up to date. */
export function useSession(): Session {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, currentSession);
}

/** Who is signed in; only below the pages that need somebody to be. */
export function useMe(): Me {
  const current = useSession();
  if (current.state !== 'signed-in') throw new Error('Nobody is signed in.');
  return current.me;
}

/** Whether the caller holds a permission, on some unit or on the whole organisation. */
export function useCan(): (permission: Permission, where?: 'everywhere') => boolean {
  const { permissions } = useMe();
  return (permission, where) =>
    permissions.some((held) => held.permission === permission && (where === undefined || held.everywhere));
}

/** Asks the server who is signed in, once a page load. */
export async function restoreSession(): Promise<Session> {
  if (session.state !== 'unknown') return session;
  if (!wasSignedIn()) setSession({ state: 'signed-out' });
  else await askForSession();
  return session;
}

async function askForSession(): Promise<void> {
  try {
    enter(await bodyOf(api.GET('/v1/me')));
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 401) throw error;
    forget();
  }
}

function enter(me: Me): void {
  setCsrfToken(me.csrfToken ?? undefined);
  noteSignedIn(me.permissions.some(({ permission }) => permission === 'devices:read'));
  setSession({ state: 'signed-in', me, expired: false });
}

/** Signs in. After a session that had ended, whatever waited for it goes on. @throws ApiProblem */
export async function signIn(email: string, password: string): Promise<void> {
  const { me } = await bodyOf(api.POST('/v1/sessions', { body: { email, password } }));
  if (session.state === 'signed-in' && session.me.id !== me.id) {
    // Somebody else: nothing of what the other one saw may stay.
    window.location.assign('/');
    return;
  }
  enter(me);
  for (const { resolve } of waiting) resolve();
  waiting = [];
}

/** Takes over what changed about oneself. */
export function setMe(me: Me): void {
  enter(me);
}

/** Signs out and forgets everything that was read. */
export async function signOut(): Promise<void> {
  await api.DELETE('/v1/sessions/{id}', { params: { path: { id: 'current' } } }).catch(() => undefined);
  forget();
}

/** Leaves a session that has ended already. */
export function leave(): void {
  for (const { reject } of waiting) reject(new ApiProblem(401, 'unauthenticated', 'You are signed out.'));
  waiting = [];
  forget();
}

function forget(): void {
  noteSignedOut();
  setCsrfToken(undefined);
  queryClient.clear();
  setSession({ state: 'signed-out' });
}

onSessionEnd(() => {
  if (session.state !== 'signed-in') return Promise.resolve();
  if (!session.expired) setSession({ ...session, expired: true });
  return new Promise((resolve, reject) => waiting.push({ resolve, reject }));
});
