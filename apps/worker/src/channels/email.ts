import { randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '@cordon/runtime';
import { createTransport, type SendMailOptions } from 'nodemailer';
import { type MailChannel, MailError, type MailMessage } from './mail-message.ts';

/** Longest a message may take in all: well below the time after which another worker takes the delivery on. */
const SEND_MS = 60_000;
const CONNECT_MS = 10_000;
const SOCKET_MS = 20_000;

/** Opens the way for mail that the configuration names: an SMTP server, or a directory for `.eml` files. */
export function openMailChannel(config: Pick<Config, 'mail' | 'mailFrom'>): MailChannel {
  return config.mail.kind === 'smtp'
    ? openSmtp(config.mail.url, config.mailFrom)
    : openDirectory(config.mail.path, config.mailFrom);
}

/** RFC 3834: nobody's automatic answer is wanted. */
function toOptions(message: MailMessage, from: string): SendMailOptions {
  const { to, subject, text, html, messageId, language } = message;
  const headers = { 'Auto-Submitted': 'auto-generated', 'Content-Language': language };
  // As an object the address is taken whole, whatever it holds; as text it could be read as several.
  const recipient = { name: '', address: to };
  return {
    from,
    to: recipient,
    subject,
    text,
    html,
    messageId,
    headers,
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}

function openSmtp(url: string, from: string): MailChannel {
  const transport = createTransport({
    url,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    socketTimeout: SOCKET_MS,
  });
  return {
    send: async (message) => {
      await within(SEND_MS, transport.sendMail(toOptions(message, from))).catch((error: unknown) => {
        throw toMailError(error);
      });
    },
    close: () => transport.close(),
  };
}

async function within<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new MailError('the mail server took too long')), milliseconds);
  });
  return Promise.race([work, timeout]).finally(() => clearTimeout(timer));
}

/** What a mail server says may repeat the address it refuses, so that its codes alone are kept. */
function toMailError(error: unknown): MailError {
  if (error instanceof MailError) return error;
  const { code, responseCode, command } = error as { code?: unknown; responseCode?: unknown; command?: unknown };
  const parts = [code, responseCode, command].filter((part) => typeof part === 'string' || typeof part === 'number');
  const said = parts
    .map((part) =>
      String(part)
        .replaceAll(/[^A-Za-z0-9 _-]/g, '')
        .slice(0, 40),
    )
    .join(' ');
  return new MailError(`the mail server did not take it: ${said || 'unknown error'}`);
}

/** Each message becomes a file named by delivery and attempt, whole or not at all. */
function openDirectory(directory: string, from: string): MailChannel {
  const transport = createTransport({ streamTransport: true, buffer: true });
  return {
    send: async (message) => {
      const composed = await transport.sendMail(toOptions(message, from));
      const name = `${message.deliveryId}-${message.attempt}.eml`;
      await writeWhole(directory, name, composed.message as Buffer).catch((error: NodeJS.ErrnoException) => {
        throw new MailError(`the mail directory cannot be written: ${error.code ?? 'unknown error'}`);
      });
    },
    close: () => transport.close(),
  };
}

async function writeWhole(directory: string, name: string, content: Buffer): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const temporary = join(directory, `.${name}.${randomUUID()}`);
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, join(directory, name));
  } finally {
    await rm(temporary, { force: true });
  }
}
