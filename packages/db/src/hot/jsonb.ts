/**
 * JSON text that PostgreSQL's `jsonb` takes for any value: `\u0000` and lone surrogates, which pass JSON.parse and
 * fail a whole batch, become U+FFFD. Pairs of backslashes are skipped, so that an escaped backslash stays what it is.
 */
export function toJsonb(value: unknown): string {
  return JSON.stringify(value).replaceAll(/\\\\|\\u0000|\\ud[89a-f][0-9a-f]{2}/g, (found) =>
    found === '\\\\' ? found : '\\ufffd',
  );
}
