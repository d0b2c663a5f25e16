/** What a program that opens a file as a sheet takes for a formula, full-width forms included (OWASP, CSV injection). */
const FORMULA = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;

/**
 * One record of a CSV file (RFC 4180), with its line end. A text that would be a formula begins with `'` instead.
 *
 * @example csvRecord(['=1+1', 'a "b"', 3]) // `'=1+1,"a ""b""",3\r\n`
 */
export function csvRecord(fields: readonly (string | number | null)[]): string {
  return `${fields.map(toField).join(',')}\r\n`;
}

function toField(value: string | number | null): string {
  if (value === null) return '';
  const text = typeof value === 'string' && FORMULA.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
