import { AppError } from '@cordon/contract';
import argon2 from 'argon2';

/** Hashes and checks passwords with argon2id, a bounded number at a time. */
export interface PasswordHasher {
  /** @returns PHC string, `$argon2id$v=19$…` */
  hash(password: string): Promise<string>;
  /** False also for what is no argon2 hash. */
  verify(hash: string, password: string): Promise<boolean>;
  /** Costs what `verify` costs and is never true: what an unknown account is checked against. */
  verifyNobody(password: string): Promise<false>;
}

export interface PasswordHasherOptions {
  /** How many are computed at once, each in 19 MiB of memory and a thread. @defaultValue 2 */
  concurrency?: number;
  /** How many may wait; more are refused as `overloaded`. @defaultValue 50 */
  maxWaiting?: number;
}

/** OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane. */
const PARAMETERS = { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/** Of 32 random bytes that nobody kept, with the same parameters. */
const NOBODY = '$argon2id$v=19$m=19456,t=2,p=1$sIi2naAbZBxyjTzS6qGEHw$NdelcCYsRc4RLsis5jpmjuP3QR595W0GyVKeBMnSb5E';

/** Makes a hasher with a queue of its own; one a process. */
export function createPasswordHasher(options: PasswordHasherOptions = {}): PasswordHasher {
  const run = createQueue(options.concurrency ?? 2, options.maxWaiting ?? 50);
  const verifyNobody = async (password: string): Promise<false> => {
    await run(() => argon2.verify(NOBODY, normalise(password)));
    return false;
  };
  return {
    hash: (password) => run(() => argon2.hash(normalise(password), PARAMETERS)),
    verify: (hash, password) =>
      hash.startsWith('$argon2') ? run(() => argon2.verify(hash, normalise(password))) : verifyNobody(password),
    verifyNobody,
  };
}

/** The same password typed on another keyboard may come in other code points (RFC 8265 section 4.2: NFC). */
function normalise(password: string): string {
  return password.normalize('NFC');
}

function createQueue(concurrency: number, maxWaiting: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= concurrency) {
      if (waiting.length >= maxWaiting) {
        throw new AppError('overloaded', 'Too many sign-ins at once; try again in a moment.', { retryAfterSeconds: 5 });
      }
      // Whoever finishes hands its place over, so that `running` stays as it is.
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

const MIN_CHARACTERS = 12;
export const MAX_PASSWORD_CHARACTERS = 200;

/** Long enough, yet among the first that are tried. */
const COMMON = [
  'password',
  'passw0rd',
  'qwertyuiop',
  'qwerty',
  'administrator',
  'letmein',
  'iloveyou',
  'welcome',
  'changeme',
  'cordon',
];

/**
 * What is wrong with a new password, in a sentence for its owner.
 *
 * @param about the owner's e-mail address, name and the like, none of which may be the password
 * @returns `undefined` if it will do
 */
export function passwordFault(password: string, about: readonly string[]): string | undefined {
  const characters = [...normalise(password)];
  if (characters.length < MIN_CHARACTERS) return `Use at least ${MIN_CHARACTERS} characters.`;
  if (characters.length > MAX_PASSWORD_CHARACTERS) return `Use at most ${MAX_PASSWORD_CHARACTERS} characters.`;
  if (new Set(characters).size < 5) return 'Use more than a few different characters.';
  const plain = lettersOf(password);
  const own = about.flatMap((text) => [text, text.split('@')[0] ?? '']).map(lettersOf);
  if (own.some((text) => text.length > 0 && isMostly(plain, text))) return 'Do not use your name or e-mail address.';
  const isCommon = /^\p{N}+$/u.test(plain) || COMMON.some((word) => isMostly(plain, word));
  if (isCommon) return 'This is among the first passwords to be tried.';
  return undefined;
}

function lettersOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s._-]/g, '');
}

/** Whether nothing but digits and signs remains beside the word, however often it is repeated. */
function isMostly(password: string, word: string): boolean {
  const rest = password.replaceAll(word, '');
  return rest.length < password.length && /^[\p{N}\p{P}\p{S}]{0,6}$/u.test(rest);
}
