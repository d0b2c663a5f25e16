import { escapeHtml } from './html.ts';

/** A part of a message, in plain text; how it looks is decided in one place for text and HTML alike. */
export type Block =
  | { kind: 'paragraph'; text: string }
  | { kind: 'heading'; text: string }
  | { kind: 'list'; items: readonly string[] }
  | { kind: 'link'; text: string; url: string };

/** What a message says. */
export interface MessageDocument {
  subject: string;
  blocks: readonly Block[];
  /** Below a line at the end. */
  footer: string;
  language: string;
}

/** Renders a message as plain text and as simple HTML. Everything is escaped; nothing is loaded from anywhere. */
export function renderDocument({ subject, blocks, footer, language }: MessageDocument): { text: string; html: string } {
  const text = `${blocks.map(toText).join('\n\n')}\n\n-- \n${footer}\n`;
  const html = `<!doctype html>
<html lang="${escapeHtml(language)}"><head><meta charset="utf-8"><title>${escapeHtml(subject)}</title></head>
<body style="font-family:sans-serif;line-height:1.5;max-width:40em">
${blocks.map(toHtml).join('\n')}
<hr><p style="color:#555;font-size:smaller">${escapeHtml(footer)}</p>
</body></html>
`;
  return { text, html };
}

function toText(block: Block): string {
  switch (block.kind) {
    case 'list':
      return block.items.map((item) => `* ${item}`).join('\n');
    case 'link':
      return `${block.text}\n${block.url}`;
    default:
      return block.text;
  }
}

function toHtml(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p>${escapeHtml(block.text)}</p>`;
    case 'heading':
      return `<h2 style="font-size:1.1em">${escapeHtml(block.text)}</h2>`;
    case 'list':
      return `<ul>${block.items.map((item) => `<li>${escapeHtml(item)}</li>`).join('')}</ul>`;
    case 'link':
      return `<p><a href="${escapeHtml(block.url)}">${escapeHtml(block.text)}</a></p>`;
  }
}
