/** Where in a YAML document a cursor stands. */
export interface YamlPlace {
  /** Keys and list positions from the root to what is being written. */
  path: (string | number)[];
  /** A key of the mapping at the path, its value, or either: a line of its own may become both. */
  kind: 'key' | 'value' | 'either';
  /** What is written of it so far. */
  word: string;
  /** Keys that the mapping has already. */
  siblings: ReadonlySet<string>;
}

interface Container {
  bracket: '{' | '[' | undefined;
  /** Column where its entries begin; of one in brackets that of the line. */
  indent: number;
  /** The key, or the position, of its entry at hand; '' before a key. */
  part: string | number;
  keys: Set<string>;
}

const KEY = /^(?:"([^"]*)"|'([^']*)'|([\w/.-]+))\s*:(?=\s|$)/;
const TOKENS = /"(?:[^"\\]|\\.)*"?|'[^']*'?|\s#.*$|[{}[\],]|[^"'{}[\],]+/g;

/**
 * The place of a cursor, by indentation and brackets: exact for how policies are written, lenient where a text is not
 * finished, which is when it is asked.
 */
export function placeAt(text: string, offset: number): YamlPlace {
  const lines = text.slice(0, offset).split('\n');
  const current = lines.pop() ?? '';
  const stack: Container[] = [];
  for (const line of lines) if (!/^\s*(#|$|---)/.test(line)) readLine(line, stack);
  const { rest, hasKey } = readLine(current, stack);
  const top = stack.at(-1);
  const path = stack.map(({ part }) => part);
  if (top?.bracket) {
    const isKey = top.bracket === '{' && top.part === '';
    return { path: isKey ? path.slice(0, -1) : path, kind: isKey ? 'key' : 'value', word: rest, siblings: top.keys };
  }
  if (hasKey) return { path, kind: 'value', word: rest, siblings: new Set() };
  const isAmongKeys = typeof top?.part === 'string' && top.indent === current.length - rest.length;
  return {
    path: isAmongKeys ? path.slice(0, -1) : path,
    kind: 'either',
    word: rest,
    siblings: isAmongKeys ? new Set([...top.keys, ...keysBelow(text.slice(offset), top.indent)]) : new Set(),
  };
}

/** Keys of the same mapping on the lines after the cursor's. */
function keysBelow(after: string, indent: number): string[] {
  const found: string[] = [];
  for (const line of after.split('\n').slice(1)) {
    const rest = line.trimStart();
    if (rest !== '' && line.length - rest.length < indent) break;
    if (line.length - rest.length === indent) found.push(keyOf(KEY.exec(rest)));
  }
  return found;
}

/** Takes a line into the stack; what is left of it is the word at its end. */
function readLine(line: string, stack: Container[]): { rest: string; hasKey: boolean } {
  if (stack.at(-1)?.bracket) return { rest: readFlow(line, 0, stack), hasKey: false };
  let rest = line.trimStart();
  let indent = line.length - rest.length;
  while ((stack.at(-1)?.indent ?? -1) > indent) stack.pop();
  for (let dash = /^-(\s+|$)/.exec(rest); dash; dash = /^-(\s+|$)/.exec(rest)) {
    const top = stack.at(-1);
    if (typeof top?.part === 'number' && top.indent === indent) top.part += 1;
    else stack.push({ bracket: undefined, indent, part: 0, keys: new Set() });
    indent += dash[0].length;
    rest = rest.slice(dash[0].length);
  }
  // A list ends where a line at its indentation has no dash.
  while (typeof stack.at(-1)?.part === 'number' && stack.at(-1)?.indent === indent) stack.pop();
  const key = KEY.exec(rest);
  if (!key) return { rest: readFlow(rest, indent, stack), hasKey: false };
  enter(stack, indent, keyOf(key));
  return { rest: readFlow(rest.slice(key[0].length).trimStart(), indent, stack), hasKey: true };
}

function keyOf(match: RegExpExecArray | null): string {
  return match?.[1] ?? match?.[2] ?? match?.[3] ?? '';
}

function enter(stack: Container[], indent: number, key: string): void {
  let top = stack.at(-1);
  if (typeof top?.part !== 'string' || top.indent !== indent) {
    top = { bracket: undefined, indent, part: key, keys: new Set() };
    stack.push(top);
  }
  top.part = key;
  top.keys.add(key);
}

/** Reads the brackets of a text; gives what is written since the last of them. */
function readFlow(text: string, indent: number, stack: Container[]): string {
  if (!/^[{[]/.test(text) && !stack.at(-1)?.bracket) return text;
  let word = '';
  for (const [token] of text.matchAll(TOKENS)) {
    const top = stack.at(-1);
    if (token === '{' || token === '[')
      stack.push({ bracket: token, indent, part: token === '[' ? 0 : '', keys: new Set() });
    else if (token === '}' || token === ']') stack.pop();
    else if (token === ',' && top?.bracket) top.part = typeof top.part === 'number' ? top.part + 1 : '';
    word = /^[{}[\],]$/.test(token) ? '' : readWord(word + token, top);
  }
  return word.trimStart();
}

function readWord(text: string, top: Container | undefined): string {
  const colon = top?.bracket === '{' && top.part === '' ? text.indexOf(':') : -1;
  if (!top || colon < 0) return text;
  top.part = text.slice(0, colon).trim().replaceAll(/["']/g, '');
  top.keys.add(top.part);
  return text.slice(colon + 1);
}
