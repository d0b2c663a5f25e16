import { shorten } from './fault.ts';

const TOKEN =
  /[ \t\n\r]*("[^"\\\p{Cc}]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\p{Cc}]*)*"|[{}[\],:]|[^\s{}[\],:"]+|"|$|\S|\s)/uy;
const SCALAR = /^(?:"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$|true$|false$|null$)/;

/** What may stand next: a value, a name, a colon, a comma or the end of a list or object, or nothing more. */
type Expected = 'value' | 'first-value' | 'name' | 'first-name' | 'colon' | 'next' | 'end';

const MUST: Record<Expected, string> = {
  value: 'a value must stand here',
  'first-value': 'a value or "]" must stand here',
  name: 'a name in double quotes must stand here',
  'first-name': 'a name in double quotes or "}" must stand here',
  colon: 'a ":" must stand here',
  next: 'a comma is missing before this',
  end: 'nothing may follow the document',
};

/** Where text that is not JSON (RFC 8259) ceases to be, and what should be there. No engine tells the same. */
export function findJsonError(text: string): { message: string; offset: number } {
  const open: string[] = [];
  let expected: Expected = 'value';
  TOKEN.lastIndex = 0;
  for (;;) {
    const token = TOKEN.exec(text)?.[1] ?? '';
    const offset = TOKEN.lastIndex - token.length;
    if (token === '') return { message: open.length > 0 ? `the ${open.at(-1)} is not closed` : MUST[expected], offset };
    if (token === '"') return { message: 'a quote is not closed, or what it holds is not allowed in it', offset };
    const after: Expected | undefined = step(token, expected, open);
    if (after === undefined) return { message: `${MUST[expected]}, not ${shorten(token)}`, offset };
    expected = after;
  }
}

/** What may follow a token where `expected` was; `undefined` if it may not stand there. */
function step(token: string, expected: Expected, open: string[]): Expected | undefined {
  const isValue = expected === 'value' || expected === 'first-value';
  const isName = expected === 'name' || expected === 'first-name';
  const isEnd = expected === 'next' || expected === `first-${open.at(-1) === '{' ? 'name' : 'value'}`;
  if (isValue && (token === '{' || token === '[')) {
    open.push(token);
    return token === '{' ? 'first-name' : 'first-value';
  }
  if (isValue && SCALAR.test(token)) return open.length > 0 ? 'next' : 'end';
  if (isName && token.startsWith('"')) return 'colon';
  if (expected === 'colon') return token === ':' ? 'value' : undefined;
  if (expected === 'next' && token === ',') return open.at(-1) === '{' ? 'name' : 'value';
  if (isEnd && token === (open.at(-1) === '{' ? '}' : ']')) {
    open.pop();
    return open.length > 0 ? 'next' : 'end';
  }
  return undefined;
}
