import { nearestKeys } from './nearest.ts';

/** Looks for what an author may have meant, a limited number of times: it costs more than all other checks. */
export interface Hints {
  /** The known words nearest to one, best first. */
  nearest(word: string, known: Iterable<string>): string[];
  /** ": did you mean …?", or nothing. */
  at(word: string, known: Iterable<string>): string;
}

/** Words of one document that get a hint. */
const MAX_HINTS = 100;

/** Hints for the faults of one document. */
export function createHints(): Hints {
  const found = new Map<string, string[]>();
  const nearest = (word: string, known: Iterable<string>): string[] => {
    if (found.size >= MAX_HINTS) return [];
    const words = [...new Set(known)];
    const question = JSON.stringify([word.slice(0, 100), words]);
    const answer = found.get(question) ?? nearestKeys(word, words);
    found.set(question, answer);
    return answer;
  };
  const at = (word: string, known: Iterable<string>): string => {
    const words = nearest(word, known);
    return words.length > 0 ? `: did you mean ${words.join(' or ')}?` : '';
  };
  return { nearest, at };
}
