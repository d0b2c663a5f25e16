import { AppError } from '@cordon/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { App } from '../../app.ts';
import type { Deps } from '../../deps.ts';
import { reauthenticate } from '../../plugins/operator-auth.ts';
import { type EventStream, startEventStream } from './event-stream.ts';

const HEARTBEAT_MS = 15_000;
/** Streams of one process, and of one caller: a browser keeps one for each window that is looked at. */
const MAX_STREAMS = 1_000;
const MAX_STREAMS_OF_ONE = 10;

/** `/v1/events`: tells who looks on where something changed, so that it is read again. */
export function registerEvents(app: App, deps: Deps): void {
  const streams = new Map<FastifyReply, string>();
  app.addHook('preClose', async () => {
    for (const reply of streams.keys()) reply.raw.end();
    await deps.events.close();
  });
  app.get(
    '/v1/events',
    {
      config: { permission: 'signed-in' },
      schema: {
        tags: ['events'],
        operationId: 'streamEvents',
        summary: 'Be told what changes, as server-sent events',
        description:
          'An endless `text/event-stream`. `changed` names topics and, within the units of the caller, the units in which ' +
          'something changed: at most about one event a second. `reset`: events were missed, everything may have changed. ' +
          '`heartbeat` comes every 15 seconds. Go on with the header `Last-Event-ID`. The stream ends with the session.',
        response: { 200: z.string().describe('`event: changed`, `data: { "topics": [{ "topic", "unitIds" }] }`') },
        produces: ['text/event-stream'],
      },
    },
    async (request, reply) => {
      assertRoom(streams, keyOf(request));
      openStream(request, reply, deps, streams);
    },
  );
}

function keyOf({ operator }: FastifyRequest): string {
  return `${operator.actor.kind} ${operator.actor.id}`;
}

/** @throws AppError `rate-limited` for a caller with too many streams, `overloaded` where the process has too many */
function assertRoom(streams: ReadonlyMap<FastifyReply, string>, key: string): void {
  if (streams.size >= MAX_STREAMS) throw new AppError('overloaded', 'Too many look on; ask again from time to time.');
  const own = [...streams.values()].filter((other) => other === key).length;
  if (own >= MAX_STREAMS_OF_ONE) throw new AppError('rate-limited', 'You have too many event streams open.');
}

function openStream(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: Deps,
  streams: Map<FastifyReply, string>,
): void {
  streams.set(reply, keyOf(request));
  const stream = begin(request, reply);
  const unsubscribe = deps.events.subscribe(request.operator.organisationId, stream.tell);
  catchUp(request, deps, stream);
  const timer = setInterval(() => void keepAlive(request, reply, deps, stream), HEARTBEAT_MS);
  reply.raw.on('close', () => {
    clearInterval(timer);
    unsubscribe();
    streams.delete(reply);
  });
}

/** Takes the answer over from Fastify; headers set before (security, no-store) stay. */
function begin(request: FastifyRequest, reply: FastifyReply): EventStream {
  reply.hijack();
  reply.raw.on('error', () => reply.raw.destroy());
  reply.raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  const stream = startEventStream(reply.raw, request.operator);
  reply.raw.write('retry: 2000\n\n');
  stream.beat();
  return stream;
}

/** Who was here a moment ago is told what was missed; who was away for longer, to read everything again. */
function catchUp(request: FastifyRequest, deps: Deps, stream: EventStream): void {
  const header = request.headers['last-event-id'];
  if (typeof header !== 'string' || !/^\d{1,15}$/.test(header)) return;
  const missed = deps.events.since(request.operator.organisationId, Number(header));
  if (missed) stream.tell(missed);
  else stream.reset();
}

/** Rights may have changed, or ended, since: they are looked up again, without keeping the session from becoming idle. */
async function keepAlive(request: FastifyRequest, reply: FastifyReply, deps: Deps, stream: EventStream): Promise<void> {
  try {
    const operator = await reauthenticate(request, deps);
    if (!operator) return void reply.raw.end();
    stream.setOperator(operator);
    if (!stream.beat()) reply.raw.destroy();
  } catch (error) {
    // A database that is away: nothing is told meanwhile, and no right can be looked up.
    deps.logger.warn({ err: error }, 'a caller of the event stream could not be looked up');
    reply.raw.end();
  }
}
