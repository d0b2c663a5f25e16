import { spawn } from 'node:child_process';

/** A part of the benchmark in a process of its own: this very program with `--role`, its input and its answer as JSON. */
export interface Child<A> {
  pid: number;
  /** What it said on its way, as soon as it said anything. */
  started: Promise<unknown>;
  answer: Promise<A>;
  end(): void;
}

/** Starts a role, under the flags of this process. */
export function startRole<A>(role: string, input: unknown): Child<A> {
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? '', '--role', role], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const messages: { kind: 'started' | 'answer'; value: unknown }[] = [];
  let tell: () => void = () => undefined;
  child.on('message', (message) => {
    messages.push(message as (typeof messages)[number]);
    tell();
  });
  const waitFor = (kind: string) =>
    new Promise<unknown>((resolve, reject) => {
      const before = tell;
      tell = () => {
        before();
        const found = messages.find((message) => message.kind === kind);
        if (found) resolve(found.value);
      };
      child.once('exit', (code) => reject(new Error(`${role} ended with ${code}`)));
    });
  const started = waitFor('started');
  const answer = waitFor('answer') as Promise<A>;
  started.catch(() => undefined);
  answer.catch(() => undefined);
  child.send(input as object);
  return { pid: child.pid ?? 0, started, answer, end: () => void child.kill('SIGKILL') };
}

/** Runs a role to its answer. */
export async function runRole<A>(role: string, input: unknown): Promise<A> {
  const child = startRole<A>(role, input);
  try {
    return await child.answer;
  } finally {
    child.end();
  }
}

/** In the child: does the role with the input it was sent. */
export function playRole(work: (input: never, started: (value: unknown) => void) => Promise<unknown>): void {
  const send = (kind: string, value: unknown) => void process.send?.({ kind, value: value ?? null });
  process.once('message', (input) => {
    work(input as never, (value) => send('started', value)).then(
      (answer) => send('answer', answer),
      (error: Error) => {
        process.stderr.write(`${error.stack}\n`);
        process.exit(1);
      },
    );
  });
  process.once('disconnect', () => process.exit());
}
