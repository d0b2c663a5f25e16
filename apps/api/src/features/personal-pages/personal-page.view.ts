import { createHash } from 'node:crypto';
import type { PersonalDevice, PersonalPage } from '@cordon/db';
import type { Catalogue } from '@cordon/policy';
import { describeFinding } from './finding-sentence.ts';
import { html, type Markup } from './html.ts';
import { INVALID_LINK, type PageTexts, pageTexts } from './page-texts.ts';

const STYLE = `body{font:1.05rem/1.5 system-ui,sans-serif;margin:0 auto;max-width:34rem;padding:1rem;color:#1a1a1a;background:#fff}
h1{font-size:1.4rem}h2{font-size:1.15rem;margin:1.5rem 0 .25rem}h3{font-size:1rem;margin:.5rem 0 0}
section{border:1px solid #bbb;border-radius:.5rem;padding:.25rem 1rem 1rem;margin:1rem 0}
code{overflow-wrap:anywhere}p{margin:.4rem 0}
button{font:inherit;font-weight:600;width:100%;padding:.8rem;border:0;border-radius:.5rem;background:#124a8a;color:#fff}
button:focus-visible{outline:3px solid #e6a700}`;

/** What the page may load and do: nothing but its own style and its own form. */
export const PAGE_SECURITY_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ');

/**
 * The personal page: script-free HTML in the person's language. Names and what devices call themselves are escaped; sentences
 * are in words of the catalogue and our own.
 *
 * @param action path that the button posts to
 */
export function renderPersonalPage(page: PersonalPage, catalogue: Catalogue, action: string): string {
  const texts = pageTexts(page.person.locale);
  const show = (device: PersonalDevice) => renderDevice(device, catalogue, texts);
  const { dependant } = page;
  const body = html`<h1>${texts.greeting(page.person.name)}</h1>
<p>${texts.intro(page.organisationName)}</p>
${dependant && html`<h2>${texts.dependant(dependant.name)}</h2>${dependant.devices.map(show)}`}
<h2>${texts.title}</h2>
${page.own.length === 0 ? html`<p>${texts.noDevices}</p>` : page.own.map(show)}
${renderAcknowledgement(page, texts, action)}`;
  return renderDocument(texts.language, texts.title, body);
}

function renderDevice(device: PersonalDevice, catalogue: Catalogue, texts: PageTexts): Markup {
  const vendor = device.vendor === null ? undefined : catalogue.vendors.get(device.vendor)?.name;
  const isUnclear = device.verdict === 'unknown' || device.verdict === 'stale';
  const findings = device.findings.map((finding) => renderFinding(finding, catalogue, texts));
  const well = html`<p>${isUnclear ? texts.notEnoughKnown : texts.nothingToDo}</p>`;
  return html`<section><h3>${texts.deviceOf}: ${vendor && `${vendor} `}<code>${device.model}</code></h3>
${findings.length > 0 ? findings : well}</section>`;
}

function renderFinding(finding: PersonalDevice['findings'][number], catalogue: Catalogue, texts: PageTexts): Markup {
  const { sentence, advice } = describeFinding(finding, catalogue, texts.language);
  const due =
    finding.dueAt && finding.status === 'in-grace' ? texts.doneBy(formatDate(finding.dueAt, texts)) : undefined;
  return html`<h3>${texts.whatIsWrong}</h3><p>${sentence}</p>
<h3>${texts.whatToDo}</h3><p>${advice}</p>${due !== undefined && html`<p><strong>${due}</strong></p>`}`;
}

function formatDate(instant: Date, { language }: PageTexts): string {
  return new Intl.DateTimeFormat(`${language}-IN`, { dateStyle: 'long', timeZone: 'Asia/Kolkata' }).format(instant);
}

function renderAcknowledgement({ advisory }: PersonalPage, texts: PageTexts, action: string): Markup {
  if (advisory.isAcknowledged) return html`<p role="status"><strong>${texts.acknowledged}</strong></p>`;
  return html`${advisory.state === 'resolved' && html`<p>${texts.resolved}</p>`}
<form method="post" action="${action}"><p>${texts.acknowledgeHint}</p><button type="submit">${texts.acknowledge}</button></form>`;
}

/** The one page for every link that does not work, whatever the reason. */
export function renderInvalidLink(): string {
  const parts = INVALID_LINK.map(
    ({ language, title, text }) => html`<div lang="${language}"><h1>${title}</h1><p>${text}</p></div>`,
  );
  return renderDocument('en', INVALID_LINK[0].title, html`${parts}`);
}

function renderDocument(language: string, title: string, body: Markup): string {
  return html`<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">
<title>${title}</title><style>${{ markup: STYLE }}</style></head>
<body><main>${body}</main></body>
</html>
`.markup;
}
