import { Lexer } from 'yaml';
import { MAX_DEPTH } from './source.ts';

/** Most tokens of a source: one of the largest size with the shortest sensible entries has fewer. */
const MAX_TOKENS = 250_000;

/** Most aliases, anchors and tags before reading on is a waste: one is a fault already. */
const MAX_NODE_PROPERTIES = 50;

/** Precedes the text of a scalar in the lexer's output, which may then look like an indicator and is none. */
const SCALAR = '\x1f';

/**
 * Why a YAML text is not worth composing, with the offset where that shows, or `undefined`. Composing is recursive
 * and remembers every error; this pass over the tokens is not and does not, so that 256 kB of brackets cost no more
 * than 256 kB of policy.
 */
export function findYamlAbuse(text: string): { message: string; offset: number } | undefined {
  let offset = 0;
  let tokens = 0;
  let flowDepth = 0;
  let properties = 0;
  let indicatorRun = 0;
  let isScalar = false;
  for (const token of new Lexer().lex(text)) {
    tokens += 1;
    const [first] = token;
    const at = offset;
    offset += isControl(token) ? 0 : token.length;
    if (isScalar || token === SCALAR) {
      isScalar = token === SCALAR;
      indicatorRun = 0;
      continue;
    }
    if (token === '[' || token === '{') flowDepth += 1;
    if (token === ']' || token === '}') flowDepth -= 1;
    if (first === '*' || first === '&' || first === '!') properties += 1;
    if (token === '-' || token === '?' || token === ':') indicatorRun += 1;
    else if (first === '\n') indicatorRun = 0;
    if (flowDepth < 0) return { message: `is not YAML: nothing is open that ${token} could close`, offset: at };
    if (flowDepth > MAX_DEPTH || indicatorRun > 2 * MAX_DEPTH)
      return { message: `is nested deeper than ${MAX_DEPTH} levels`, offset: at };
    if (properties > MAX_NODE_PROPERTIES)
      return { message: 'has aliases, anchors or tags: they are not allowed', offset: at };
    if (tokens > MAX_TOKENS) return { message: 'has too many parts', offset: at };
  }
  return undefined;
}

/** Marks of the lexer that stand for nothing in the text: document, end of flow, scalar. */
function isControl(token: string): boolean {
  return token === '\x02' || token === '\x18' || token === SCALAR;
}
