/** A message ready to be sent. Subject and headers hold our words and catalogue names only. */
export interface MailMessage {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** BCP 47; for `Content-Language`. */
  language: string;
  /** With its angle brackets; the same for each attempt. */
  messageId: string;
  /** The delivery and which attempt this is: names the file in a mail directory. */
  deliveryId: string;
  attempt: number;
}

/** Brings a message to a mail server, or into a directory. */
export interface MailChannel {
  /**
   * Resolves once the message was accepted.
   *
   * @throws MailError if it was not, or that could not be seen in time
   */
  send(message: MailMessage): Promise<void>;
  close(): void;
}

/** A message was not accepted. Its message says where and with which codes, and holds no address. */
export class MailError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'MailError';
  }
}
