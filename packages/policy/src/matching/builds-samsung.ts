import { compareValues, type Order } from './versions.ts';

/**
 * `G991BXXU5DVGA`: model (`G991B`), region (`XX`), kind (`U` update, `S` security), bootloader (`5`), then Android
 * letter, year letter, month letter and revision (1–9, A–Z).
 */
const BUILD = /^([A-Z]\d{3,4}[A-Z0-9]{0,3}?)([A-Z]{2})([US])([0-9A-Z])([A-Z])([A-Z])([A-L])([0-9A-Z])$/;

/** Compares two Samsung builds of one model by year, month and revision; other models' builds have no order. */
export function compareSamsungBuilds(a: string, b: string): Order | undefined {
  const left = BUILD.exec(withoutAndroidId(a));
  const right = BUILD.exec(withoutAndroidId(b));
  if (!left || !right || left[1] !== right[1]) return undefined;
  return compareValues(dateCode(left), dateCode(right));
}

function dateCode(build: RegExpExecArray): string {
  return `${build[6]}${build[7]}${build[8]}`;
}

/** Build numbers are shown with or without Android's own id in front: `TP1A.220624.014.G991BXXU5DVGA`. */
export function withoutAndroidId(text: string): string {
  return text.slice(text.lastIndexOf('.') + 1).toUpperCase();
}
