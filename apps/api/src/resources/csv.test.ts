import { describe, expect, test } from '@jest/globals';
import { csvRecord } from './csv.ts';

describe('a record of a CSV file', () => {
  test('quotes what holds a comma, a quote or a line end, and ends with CR LF (RFC 4180)', () => {
    expect(csvRecord(['plain', 'a,b', 'say "no"', 'two\nlines', 7, null, ''])).toBe(
      'plain,"a,b","say ""no""","two\nlines",7,,\r\n',
    );
  });

  test.each([
    '=HYPERLINK("http://evil.example")',
    '+1',
    '-1+cmd|calc',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '\uFF1D1',
    '\uFF0B1',
    '\uFF0D1',
    '\uFF201',
  ])('a text that a sheet would run, %j, is a text (OWASP, CSV injection)', (text) => {
    expect(csvRecord([text]).replace(/^"/, '').startsWith("'")).toBe(true);
  });

  test('a number stays one, also below zero', () => {
    expect(csvRecord([-1])).toBe('-1\r\n');
  });
});
