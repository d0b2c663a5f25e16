/** Where to go after signing in: a path of this console, never another site (no open redirect). */
export function localPath(to: string | undefined): string {
  return to?.startsWith('/') && !/^\/[/\\]/.test(to) ? to : '/';
}
