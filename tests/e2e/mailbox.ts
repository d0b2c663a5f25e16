import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ParsedMail, simpleParser } from 'mailparser';

/** All mails written so far to this address. */
export async function mailsTo(directory: string, address: string): Promise<ParsedMail[]> {
  const files = (await readdir(directory)).filter((file) => file.endsWith('.eml'));
  const mails = await Promise.all(files.map(async (file) => simpleParser(await readFile(join(directory, file)))));
  return mails.filter(({ to }) =>
    [to ?? []].flat().some((list) => list.value.some((entry) => entry.address === address)),
  );
}

/** The link to the personal page in a mail, as its recipient would click it. */
export function personalLink(mail: ParsedMail, url: string): string {
  const found = mail.text?.split(/\s+/).find((word) => word.startsWith(`${url}/`) && word.includes('cpl_'));
  if (!found) throw new Error(`The mail has no link:\n${mail.text}`);
  return found;
}

/** A form of a page, as a browser would send it. */
export interface Form {
  action: string;
  body: string;
}

/** Reads the only form of a page of ours. */
export function formOf(html: string, pageUrl: string): Form {
  const form = /<form\b([^>]*)>([\s\S]*?)<\/form>/i.exec(html);
  if (!form) throw new Error(`The page has no form:\n${html}`);
  const attribute = (text: string, name: string) => new RegExp(`\\b${name}="([^"]*)"`).exec(text)?.[1];
  const body = new URLSearchParams();
  for (const [, input = ''] of (form[2] ?? '').matchAll(/<(?:input|button)\b([^>]*)>/gi)) {
    const name = attribute(input, 'name');
    if (name) body.set(name, attribute(input, 'value') ?? '');
  }
  return { action: new URL(attribute(form[1] ?? '', 'action') ?? '', pageUrl).href, body: body.toString() };
}
