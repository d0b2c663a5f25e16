import { z } from 'zod';

/** RFC 9457 problem document, as far as a device needs it. */
const Problem = z.looseObject({
  type: z.string(),
  title: z.string().optional(),
  status: z.number().optional(),
  detail: z.string().optional(),
  errors: z.array(z.looseObject({ pointer: z.string(), detail: z.string() })).optional(),
  lastSeq: z.number().optional(),
});
export type Problem = z.infer<typeof Problem>;

/** The server refused. `name` of the problem is the last part of its type, e.g. `sequence-conflict`. */
export class RefusedError extends Error {
  readonly status: number;
  readonly problem: Problem;
  /** `Retry-After` in seconds, if the server gave one. */
  readonly retryAfterSeconds?: number;

  constructor(status: number, problem: Problem, retryAfterSeconds?: number) {
    super(sentenceOf(status, problem));
    this.name = 'RefusedError';
    this.status = status;
    this.problem = problem;
    this.retryAfterSeconds = retryAfterSeconds;
  }

  /** The problem type without its prefix. */
  get code(): string {
    return this.problem.type.split(':').at(-1) ?? 'unknown';
  }
}

/** No answer came: the request may or may not have been carried out. */
export class NoAnswerError extends Error {
  constructor(url: string, cause: unknown) {
    super(`No answer from ${url}: ${reasonOf(cause)}`, { cause });
    this.name = 'NoAnswerError';
  }
}

/** Reads a refusal, whatever it looks like: a proxy in between may not speak RFC 9457. */
export async function toRefusedError(response: Response): Promise<RefusedError> {
  const text = await response.text().catch(() => '');
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  const seconds = Number.isFinite(retryAfter) && retryAfter >= 0 ? retryAfter : undefined;
  const problem = parseProblem(text) ?? { type: 'about:blank', detail: text.slice(0, 200) };
  return new RefusedError(response.status, problem, seconds);
}

function parseProblem(text: string): Problem | undefined {
  try {
    return Problem.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

function sentenceOf(status: number, problem: Problem): string {
  const faults = (problem.errors ?? []).map((fault) => `\n  ${fault.pointer || '/'}: ${fault.detail}`);
  return `${status} ${problem.type}: ${problem.detail ?? problem.title ?? 'no detail given'}${faults.join('')}`;
}

function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.cause instanceof Error ? cause.cause.message || cause.message : cause.message;
}
