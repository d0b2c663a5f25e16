/** One server-sent event. */
export interface ReceivedEvent {
  id?: string;
  event: string;
  data: string;
}

/** A reader of an event stream. */
export interface TestStream {
  /** The next event of that name, those of other names passed over. @throws Error after five seconds without one */
  next(event: string): Promise<ReceivedEvent>;
  close(): void;
}

const DEADLINE_MS = 5_000;

/** Opens an event stream. @throws Error if it is refused */
export async function openTestStream(url: string, headers: Record<string, string>): Promise<TestStream> {
  const abort = new AbortController();
  const response = await fetch(url, { headers, signal: abort.signal });
  if (!response.ok || !response.body) throw new Error(`no stream: ${response.status}`);
  const events = parse(response.body);
  return {
    next: async (event) => {
      const timer = setTimeout(() => abort.abort(), DEADLINE_MS);
      try {
        for (;;) {
          const { value, done } = await events.next();
          if (done) throw new Error(`the stream ended before an event "${event}"`);
          if (value.event === event) return value;
        }
      } finally {
        clearTimeout(timer);
      }
    },
    close: () => abort.abort(),
  };
}

async function* parse(body: ReadableStream<Uint8Array>): AsyncGenerator<ReceivedEvent> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const fields = new Map(block.split('\n').map((line) => line.split(/: (.*)/s).slice(0, 2) as [string, string]));
      const event = fields.get('event');
      if (event !== undefined) yield { id: fields.get('id'), event, data: fields.get('data') ?? '' };
    }
  }
}
