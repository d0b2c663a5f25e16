/** Names are short; longer text names nobody, and is not worth folding. */
const MAX_NAME_LENGTH = 256;

/** Words that say what kind of company it is or where it sits, not which one. */
const CORPORATE_WORDS: ReadonlySet<string> = new Set(
  (
    'inc incorporated co corp corporation company ltd limited llc plc gmbh ag sa sas srl bv oy ab kk pte pty pvt private ' +
    'group holding holdings international global technology technologies tech communication communications ' +
    'telecommunication telecommunications telecom mobile mobility mobiles software hardware electronics electronic ' +
    'device devices terminal terminals digital intelligent industries industry manufacturing trading the and of ' +
    'beijing shenzhen guangdong dongguan hangzhou zhuhai shanghai china hongkong hong kong india'
  ).split(' '),
);

/**
 * Folds a name for comparison: compatibility forms, case and marks between words do not matter. Words stand apart
 * by one space. `''` for text too long to be a name.
 */
export function foldName(text: string): string {
  if (text.length > MAX_NAME_LENGTH) return '';
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/**
 * Folds a model or code name for globs: as `foldName`, but marks stay, since they tell makers apart (`RIO-L01` is
 * Huawei's, `RIO 2` is not). `''` for text too long to be a name.
 */
export function foldModel(text: string): string {
  if (text.length > MAX_NAME_LENGTH) return '';
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}

/** A folded name without its spaces: `one plus` is `oneplus`. */
export function compactName(folded: string): string {
  return folded.replaceAll(' ', '');
}

/** A folded company name without the words that any company has; all of it, where nothing else is left. */
export function withoutCorporateWords(folded: string): string {
  const words = folded.split(' ').filter((word) => !CORPORATE_WORDS.has(word));
  return words.length === 0 ? folded : words.join(' ');
}
