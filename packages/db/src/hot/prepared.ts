import { createHash } from 'node:crypto';
import type { SqlTx } from '../tenancy.ts';

const names = new Map<string, string>();

/** A statement's name by its text: the same text is the same statement on every connection. */
function statementName(text: string): string {
  let name = names.get(text);
  if (name === undefined) {
    name = `s${createHash('sha256').update(text).digest('hex').slice(0, 24)}`;
    names.set(text, name);
  }
  return name;
}

/**
 * The transaction with statements that PostgreSQL reads and plans once a connection rather than each time: for work that
 * sends the same few texts over and over. Texts must be constant; PostgreSQL keeps each of them as long as the connection.
 */
export function prepared(tx: SqlTx): SqlTx {
  return Object.create(tx, {
    query: {
      value: (text: string, values: unknown[] = []) => tx.query({ name: statementName(text), text, values }),
    },
  });
}
