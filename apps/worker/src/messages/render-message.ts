import type { ClaimedDelivery, MailContent, MailDevice, MailNotice, StoredFinding } from '@cordon/db';
import { adviceText, type Catalogue } from '@cordon/policy';
import { type Block, type MessageDocument, renderDocument } from './document.ts';
import { findingSentence } from './finding-sentence.ts';
import { oneLine } from './html.ts';
import { languageOf, type MessageLanguage, WORDS, type Words } from './words.ts';

/** What a message is made of. */
export interface MessageInput {
  delivery: Pick<ClaimedDelivery, 'reason' | 'detail'>;
  content: MailContent;
  catalogue: Catalogue;
  publicUrl: string;
  /** The person's link; absent where the recipient is a user or there is no advisory. */
  personalToken?: string;
}

export interface RenderedMessage {
  subject: string;
  text: string;
  html: string;
  language: MessageLanguage;
}

interface Rendering extends MessageInput {
  language: MessageLanguage;
  words: Words;
}

/** Writes the message of a delivery in its recipient's language. */
export function renderMessage(input: MessageInput): RenderedMessage {
  const language = languageOf(input.content.recipient.locale);
  const rendering = { ...input, language, words: WORDS[language] };
  const { subject, blocks } = documentOf(rendering);
  const footer = rendering.words.footer(oneLine(input.content.organisationName));
  return { subject, language, ...renderDocument({ subject, blocks, footer, language }) };
}

function documentOf(rendering: Rendering): Pick<MessageDocument, 'subject' | 'blocks'> {
  const { notice } = rendering.content;
  if (!notice) return rendering.delivery.reason === 'enrolment' ? enrolmentOf(rendering) : invitationOf(rendering);
  return notice.state === 'resolved' || notice.findings.length === 0
    ? resolvedOf(rendering, notice)
    : noticeOf(rendering, notice);
}

type Audience = 'own' | 'sponsor' | 'officer';

function audienceOf({ recipient }: MailContent, { personId }: MailNotice): Audience {
  if (recipient.kind === 'user') return 'officer';
  return recipient.id === personId ? 'own' : 'sponsor';
}

function noticeOf(rendering: Rendering, notice: MailNotice): Pick<MessageDocument, 'subject' | 'blocks'> {
  const { words, content } = rendering;
  const holder = oneLine(notice.holderName ?? '');
  const forAudience = {
    own: [words.subjectOwn, words.introOwn],
    sponsor: [words.subjectSponsor, words.introSponsor(holder)],
    officer: [words.subjectOfficer, words.introOfficer],
  } as const;
  const [subject, intro] = forAudience[audienceOf(content, notice)];
  const devices = notice.devices.flatMap((device) => deviceBlocks(rendering, notice, device));
  return { subject, blocks: [{ kind: 'paragraph', text: intro }, ...devices, ...linkBlocks(rendering, notice)] };
}

/** One device: what was found on it, what to do about that, and until when. */
function deviceBlocks(rendering: Rendering, notice: MailNotice, device: MailDevice): Block[] {
  const { words, catalogue, language } = rendering;
  const findings = notice.findings.filter((finding) => finding.deviceId === device.id);
  const sentences = findings.map(({ state }) => findingSentence(state, catalogue, language));
  const advice = findings.flatMap(({ state }) => (state.advice ? [adviceText(state.advice, language)] : []));
  const due = dueDate(findings);
  return [
    { kind: 'heading', text: words.phone(deviceName(rendering, device)) },
    { kind: 'list', items: distinct(sentences) },
    ...(advice.length > 0
      ? ([
          { kind: 'paragraph', text: words.whatToDo },
          { kind: 'list', items: distinct(advice) },
        ] as const)
      : []),
    ...(due === undefined ? [] : [{ kind: 'paragraph' as const, text: words.until(formatDate(due, language)) }]),
  ];
}

function dueDate(findings: readonly StoredFinding[]): number | undefined {
  const dates = findings.flatMap(({ state }) => (state.status === 'in-grace' && state.dueAt ? [state.dueAt] : []));
  return dates.length > 0 ? Math.min(...dates) : undefined;
}

function linkBlocks({ words, content, publicUrl, personalToken }: Rendering, notice: MailNotice): Block[] {
  if (personalToken !== undefined) {
    const url = new URL(`/p/${personalToken}`, publicUrl).href;
    return [
      { kind: 'link', text: words.link, url },
      { kind: 'paragraph', text: words.linkNote },
    ];
  }
  if (content.recipient.kind !== 'user') return [];
  return notice.devices.map((device) => ({
    kind: 'link',
    text: words.consoleLink,
    url: new URL(`/console/devices/${device.id}`, publicUrl).href,
  }));
}

function resolvedOf(rendering: Rendering, notice: MailNotice): Pick<MessageDocument, 'subject' | 'blocks'> {
  const { words, content } = rendering;
  const text = {
    own: words.resolvedOwn,
    sponsor: words.resolvedSponsor(oneLine(notice.holderName ?? '')),
    officer: words.resolvedOfficer,
  }[audienceOf(content, notice)];
  return {
    subject: words.subjectResolved,
    blocks: [{ kind: 'paragraph', text }, ...linkBlocks(rendering, notice)],
  };
}

function enrolmentOf(rendering: Rendering): Pick<MessageDocument, 'subject' | 'blocks'> {
  const { words, content, delivery } = rendering;
  const name = content.device ? deviceName(rendering, content.device) : words.unknownPhone;
  const text = content.recipient.kind === 'person' ? words.enrolledPerson(name) : words.enrolledMaker(name);
  const texts = [
    text,
    ...(delivery.detail.state === 'pending' ? [words.enrolmentPending] : []),
    words.enrolmentUnexpected,
  ];
  return {
    subject: words.subjectEnrolment,
    blocks: texts.map((paragraph) => ({ kind: 'paragraph', text: paragraph })),
  };
}

function invitationOf({ words, content, delivery, language }: Rendering): Pick<MessageDocument, 'subject' | 'blocks'> {
  const expiresAt = Date.parse(String(delivery.detail.expiresAt ?? ''));
  const until = Number.isNaN(expiresAt) ? undefined : formatDate(expiresAt, language);
  const inviter = content.inviterName && oneLine(content.inviterName);
  const texts = [words.invited(oneLine(content.organisationName), inviter), words.invitationLink(until)];
  return { subject: words.subjectInvitation, blocks: texts.map((text) => ({ kind: 'paragraph', text })) };
}

/** The maker by the catalogue and the model as the device gives it, on one line. */
function deviceName({ catalogue, words }: Rendering, { vendor, model }: MailDevice): string {
  const maker = vendor === null ? undefined : catalogue.vendors.get(vendor)?.name;
  const name = oneLine(model);
  return [maker, name].filter(Boolean).join(' ') || words.unknownPhone;
}

function formatDate(instant: number, language: MessageLanguage): string {
  const format = new Intl.DateTimeFormat(language === 'hi' ? 'hi-IN' : 'en-GB', {
    dateStyle: 'long',
    timeStyle: 'short',
    timeZone: 'UTC',
  });
  return `${format.format(instant)} UTC`;
}

function distinct(items: readonly string[]): string[] {
  return [...new Set(items)];
}
