import type { AddressInfo } from 'node:net';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

/** A mail server that keeps what it accepts. */
export interface TestMailServer {
  url: string;
  mails: ParsedMail[];
  /** What the next messages are answered with; absent: accepted. Called before the mail is kept. */
  answer: (mail: ParsedMail) => Promise<void>;
  close(): Promise<void>;
}

/** Starts a mail server on a free port of the loopback. */
export async function startTestMailServer(options: SMTPServerOptions = {}): Promise<TestMailServer> {
  const state: Pick<TestMailServer, 'mails' | 'answer'> = { mails: [], answer: async () => undefined };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData: (stream, _session, callback) => {
      simpleParser(stream)
        .then(async (mail) => {
          await state.answer(mail);
          state.mails.push(mail);
        })
        .then(
          () => callback(),
          (error: Error) => callback(error),
        );
    },
    ...options,
  });
  server.on('error', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.server.address() as AddressInfo;
  return Object.assign(state, {
    url: `smtp://127.0.0.1:${port}`,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}
