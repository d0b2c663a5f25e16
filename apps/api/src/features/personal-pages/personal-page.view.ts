import type { PersonalDevice, PersonalPage } from '@cordon/db';
import {
  type Catalogue,
  explainForPerson,
  formatInstant,
  LANGUAGES,
  type Language,
  languageFor,
  type PersonalExplanation,
} from '@cordon/policy';
import { toFindingState } from '../findings/finding-view.ts';
import { html, type Markup } from './html.ts';
import { PAGE_STYLE } from './page-style.ts';

/** What all parts of one page are written with. */
interface Writing {
  catalogue: Catalogue;
  locale: string;
  language: Language;
}

/**
 * The personal page: script-free HTML in the person's language. Names and what devices call themselves are escaped; sentences
 * are in words of the catalogue and our own.
 *
 * @param action path that the button posts to
 */
export function renderPersonalPage(page: PersonalPage, catalogue: Catalogue, action: string): string {
  const { locale } = page.person;
  const writing = { catalogue, locale, language: languageFor(locale) };
  const { tag, page: words } = writing.language;
  const showOwn = (device: PersonalDevice) => renderDevice(device, 'holder', writing);
  const showOther = (device: PersonalDevice) => renderDevice(device, 'other', writing);
  const { dependant } = page;
  const body = html`<h1>${words.greeting(page.person.name)}</h1>
<p>${words.intro(page.organisationName)}</p>
${dependant && html`<h2>${words.dependant(dependant.name)}</h2>${dependant.devices.map(showOther)}`}
<h2>${words.title}</h2>
${page.own.length === 0 ? html`<p>${words.noDevices}</p>` : page.own.map(showOwn)}
${renderAcknowledgement(page, writing, action)}`;
  return renderDocument(tag, words.title, body);
}

function renderDevice(device: PersonalDevice, reader: 'holder' | 'other', writing: Writing): Markup {
  const { catalogue, locale, language } = writing;
  const told = explainForPerson(device.findings.map(toFindingState), catalogue, locale, reader);
  const vendor = device.vendor === null ? undefined : catalogue.vendors.get(device.vendor)?.name;
  const heading = html`<h3>${language.common.phone}: ${vendor && `${vendor} `}<code>${device.model}</code></h3>`;
  if (told.problems.length > 0) return html`<section class="found">${heading}${renderFound(told, language)}</section>`;
  const isUnclear = device.verdict === 'unknown' || device.verdict === 'stale';
  return html`<section>${heading}<p>${isUnclear ? language.page.notEnoughKnown : language.page.nothingToDo}</p></section>`;
}

function renderFound({ problems, actions, deadline, apps }: PersonalExplanation, { common, page }: Language): Markup {
  const item = (text: string) => html`<li>${text}</li>`;
  return html`
<ul>${problems.map(item)}</ul>
${apps.length > 0 && html`<p>${page.apps}</p><ul>${apps.map((name) => html`<li><code>${name}</code></li>`)}</ul>`}
<h4>${common.whatToDo}</h4>
<ol>${actions.map(item)}</ol>
${deadline !== undefined && html`<p><strong>${deadline}</strong></p>`}`;
}

function renderAcknowledgement({ advisory }: PersonalPage, { language, locale }: Writing, action: string): Markup {
  const { page: words } = language;
  const { acknowledgedAt } = advisory;
  if (acknowledgedAt) {
    const when = formatInstant(acknowledgedAt.getTime(), locale);
    return html`<p class="done" role="status"><strong>${words.acknowledged(when)}</strong></p>`;
  }
  return html`${advisory.state === 'resolved' && html`<p>${words.resolved}</p>`}
<form method="post" action="${action}"><p>${words.acknowledgeHint}</p><button type="submit">${words.acknowledge}</button></form>`;
}

/** The one page for every link that does not work, whatever the reason: in all languages, as nothing is known of who opens it. */
export function renderInvalidLink(): string {
  const parts = LANGUAGES.map(
    ({ tag, invalidLink: { title, text } }) => html`<div lang="${tag}"><h1>${title}</h1><p>${text}</p></div>`,
  );
  const [{ tag, invalidLink }] = LANGUAGES;
  return renderDocument(tag, invalidLink.title, html`${parts}`);
}

function renderDocument(language: string, title: string, body: Markup): string {
  return html`<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><meta name="color-scheme" content="light dark">
<title>${title}</title><style>${PAGE_STYLE}</style></head>
<body><main>${body}</main></body>
</html>
`.markup;
}
