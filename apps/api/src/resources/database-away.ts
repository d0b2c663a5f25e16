/** Prisma's: cannot be reached, timed out, closed the connection; no connection or transaction in time. */
const PRISMA_AWAY = new Set(['P1001', 'P1002', 'P1008', 'P1017', 'P2024', 'P2028']);

/** Whether an error means that the database is away or overwhelmed, and says nothing about the request. */
export function isDatabaseAway(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state === undefined ? isConnectionError(error) : /^(08|40|53|57)/.test(state);
}

/** SQLSTATE of an error that PostgreSQL sent. */
export function sqlStateOf(error: unknown): string | undefined {
  const { code, severity } = error as { code?: unknown; severity?: unknown };
  // `severity` is what a server's error has; a system error's code, EPIPE, has the same form as an SQLSTATE.
  return typeof code === 'string' && typeof severity === 'string' ? code : undefined;
}

/** node and node-pg name these by message or by a system error's code. */
function isConnectionError(error: unknown): boolean {
  const { code, message = '' } = error as { code?: unknown; message?: string };
  if (typeof code !== 'string')
    return /^(timeout exceeded when trying to )?connect\b|^Connection terminated/i.test(message);
  return /^E[A-Z]+$/.test(code) || PRISMA_AWAY.has(code);
}
