/** Tells the person at the terminal something: progress, or where to go from here. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Tells the person at the terminal, in one line if that is what it is, why it did not work. */
export function sayFault(line: string): void {
  process.stderr.write(`${line}\n`);
}
