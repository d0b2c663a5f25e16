import type { FastifyReply } from 'fastify';
import type { Deps } from '../deps.ts';

type CookieConfig = Pick<Deps['config'], 'publicUrl'>;

/** Whether browsers reach this server by https only. */
export function isHttps(config: CookieConfig): boolean {
  return new URL(config.publicUrl).protocol === 'https:';
}

/** `__Host-` (RFC 6265bis section 4.1.3.2) binds the cookie to this host, but browsers take it over https alone. */
export function sessionCookieName(config: CookieConfig): string {
  return isHttps(config) ? '__Host-cordon-session' : 'cordon-session';
}

/** Cookie by which a browser that has signed in before is told from one that guesses. */
export function knownDeviceCookieName(config: CookieConfig): string {
  return isHttps(config) ? '__Host-cordon-known' : 'cordon-known';
}

/** Gives the browser its session: out of reach of scripts, never sent along from another site. */
export function setSessionCookie(reply: FastifyReply, config: CookieConfig, token: string): void {
  reply.setCookie(sessionCookieName(config), token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: isHttps(config),
  });
}

/** Takes the session's cookie away. */
export function clearSessionCookie(reply: FastifyReply, config: CookieConfig): void {
  reply.clearCookie(sessionCookieName(config), {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: isHttps(config),
  });
}

/** Marks the browser as known, for 180 days. */
export function setKnownDeviceCookie(reply: FastifyReply, config: CookieConfig, value: string): void {
  const options = {
    path: '/',
    httpOnly: true,
    sameSite: 'strict' as const,
    secure: isHttps(config),
    maxAge: 180 * 86_400,
  };
  reply.setCookie(knownDeviceCookieName(config), value, options);
}
