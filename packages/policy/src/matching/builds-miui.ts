import { compareNumberLists, compareValues, type Order } from './versions.ts';

/**
 * The ways Xiaomi has named builds, in the order they came into use:
 * - letters, MIUI V5 (`JHBMIBF30.0`): Android letter, two letters of the device, two of the region, two that count
 *   releases (`BF` before `BH`), a number within the release;
 * - versions, from MIUI V5 on (`V6.3.5.0.KHJMICB`) and HyperOS (`OS1.0.5.0.UMCINXM`): numbers, then codes of Android, device and region;
 * - dates, for development builds (`4.8.10` is 10 August 2014).
 */
type MiuiBuild =
  | { scheme: 'letter'; release: string; numbers: bigint[] }
  | { scheme: 'version'; generation: number; numbers: bigint[] }
  | { scheme: 'date'; numbers: bigint[] };

const LETTER_CODE = /^(?:MIUI[ -]?)?([A-Z])([A-Z]{2})([A-Z]{2})([A-Z]{2})(\d{1,4}(?:\.\d{1,4}){0,3})$/;
const VERSION_CODE = /^(?:MIUI[ -]?)?(V|OS)(\d{1,4}(?:\.\d{1,4}){1,5})(?:\.[A-Z]{4,9}|\.DEV)?$/;
const DATE_CODE = /^(?:MIUI[ -]?)?(\d{1,2}\.\d{1,2}\.\d{1,2}(?:\.\d{1,3})?)(?:[. -]?(?:BETA|DEV))?$/;
/** MIUI V5 counts its stable builds by letters; from V6 on, by version. */
const FIRST_VERSION_AFTER_LETTERS = 6n;

/** Compares two MIUI or HyperOS builds. A dated build and one of another kind have no order that names tell. */
export function compareMiuiBuilds(a: string, b: string): Order | undefined {
  const left = parse(a.toUpperCase());
  const right = parse(b.toUpperCase());
  if (left === undefined || right === undefined) return undefined;
  if (left.scheme === 'letter' && right.scheme === 'letter') {
    return compareValues(left.release, right.release) || compareNumberLists(left.numbers, right.numbers);
  }
  if (left.scheme === 'version' && right.scheme === 'version') {
    return compareValues(left.generation, right.generation) || compareNumberLists(left.numbers, right.numbers);
  }
  if (left.scheme === 'date' && right.scheme === 'date') return compareNumberLists(left.numbers, right.numbers);
  if (left.scheme === 'letter' && isAfterLetters(right)) return -1;
  if (right.scheme === 'letter' && isAfterLetters(left)) return 1;
  return undefined;
}

function isAfterLetters(build: MiuiBuild): boolean {
  if (build.scheme !== 'version') return false;
  return build.generation > 0 || (build.numbers[0] ?? 0n) >= FIRST_VERSION_AFTER_LETTERS;
}

function parse(text: string): MiuiBuild | undefined {
  const letter = LETTER_CODE.exec(text);
  if (letter) return { scheme: 'letter', release: letter[4] as string, numbers: numbersOf(letter[5] as string) };
  const version = VERSION_CODE.exec(text);
  if (version) {
    return { scheme: 'version', generation: version[1] === 'OS' ? 1 : 0, numbers: numbersOf(version[2] as string) };
  }
  const date = DATE_CODE.exec(text);
  return date ? { scheme: 'date', numbers: numbersOf(date[1] as string) } : undefined;
}

function numbersOf(text: string): bigint[] {
  return text.split('.').map(BigInt);
}
