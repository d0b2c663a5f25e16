import type { ClaimedDelivery, MailContent, MailDevice, MailNotice } from '@cordon/db';
import {
  type Catalogue,
  explainForPerson,
  formatInstant,
  type Language,
  languageFor,
  type PersonalExplanation,
} from '@cordon/policy';
import { type Block, type MessageDocument, renderDocument } from './document.ts';
import { oneLine } from './html.ts';

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
  /** BCP 47. */
  language: string;
}

interface Rendering extends MessageInput {
  /** The recipient's, BCP 47. */
  locale: string;
  words: Language['mail'];
  common: Language['common'];
}

/** Writes the message of a delivery in its recipient's language. */
export function renderMessage(input: MessageInput): RenderedMessage {
  const { locale } = input.content.recipient;
  const { tag: language, mail: words, common } = languageFor(locale);
  const { subject, blocks } = documentOf({ ...input, locale, words, common });
  const footer = words.footer(oneLine(input.content.organisationName));
  return { subject, language, ...renderDocument({ subject, blocks, footer, language }) };
}

function documentOf(rendering: Rendering): Pick<MessageDocument, 'subject' | 'blocks'> {
  const { notice } = rendering.content;
  if (!notice) return rendering.delivery.reason === 'enrolment' ? enrolmentOf(rendering) : invitationOf(rendering);
  const devices = notice.state === 'resolved' ? [] : explainDevices(rendering, notice);
  return devices.length === 0 ? resolvedOf(rendering, notice) : noticeOf(rendering, notice, devices);
}

type ExplainedDevice = readonly [MailDevice, PersonalExplanation];

/** The devices of which there is something to tell: what has been waived meanwhile is not told. */
function explainDevices({ catalogue, content, locale }: Rendering, notice: MailNotice): ExplainedDevice[] {
  const reader = audienceOf(content, notice) === 'own' ? 'holder' : 'other';
  return notice.devices
    .map((device) => {
      const states = notice.findings.filter(({ deviceId }) => deviceId === device.id).map(({ state }) => state);
      return [device, explainForPerson(states, catalogue, locale, reader)] as const;
    })
    .filter(([, { problems }]) => problems.length > 0);
}

type Audience = 'own' | 'sponsor' | 'officer';

function audienceOf({ recipient }: MailContent, { personId }: MailNotice): Audience {
  if (recipient.kind === 'user') return 'officer';
  return recipient.id === personId ? 'own' : 'sponsor';
}

function noticeOf(
  rendering: Rendering,
  notice: MailNotice,
  devices: readonly ExplainedDevice[],
): Pick<MessageDocument, 'subject' | 'blocks'> {
  const { words, content } = rendering;
  const holder = oneLine(notice.holderName ?? '');
  const forAudience = {
    own: [words.subjectOwn, words.introOwn],
    sponsor: [words.subjectSponsor, words.introSponsor(holder)],
    officer: [words.subjectOfficer, words.introOfficer],
  } as const;
  const [subject, intro] = forAudience[audienceOf(content, notice)];
  const told = devices.flatMap((device) => deviceBlocks(rendering, device));
  return { subject, blocks: [{ kind: 'paragraph', text: intro }, ...told, ...linkBlocks(rendering, notice)] };
}

/** One device: what was found on it, what to do about that, and until when. */
function deviceBlocks(rendering: Rendering, [device, told]: ExplainedDevice): Block[] {
  const { common } = rendering;
  return [
    { kind: 'heading', text: `${common.phone}: ${deviceName(rendering, device)}` },
    { kind: 'list', items: told.problems },
    { kind: 'paragraph', text: `${common.whatToDo}:` },
    { kind: 'list', items: told.actions },
    ...(told.deadline === undefined ? [] : [{ kind: 'paragraph' as const, text: told.deadline }]),
  ];
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
  const { words, common, content, delivery } = rendering;
  const name = content.device ? deviceName(rendering, content.device) : common.unknownPhone;
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

function invitationOf({ words, content, delivery, locale }: Rendering): Pick<MessageDocument, 'subject' | 'blocks'> {
  const expiresAt = Date.parse(String(delivery.detail.expiresAt ?? ''));
  const until = Number.isNaN(expiresAt) ? undefined : formatInstant(expiresAt, locale);
  const inviter = content.inviterName && oneLine(content.inviterName);
  const texts = [words.invited(oneLine(content.organisationName), inviter), words.invitationLink(until)];
  return { subject: words.subjectInvitation, blocks: texts.map((text) => ({ kind: 'paragraph', text })) };
}

/** The maker by the catalogue and the model as the device gives it, on one line. */
function deviceName({ catalogue, common }: Rendering, { vendor, model }: MailDevice): string {
  const maker = vendor === null ? undefined : catalogue.vendors.get(vendor)?.name;
  const name = oneLine(model);
  return [maker, name].filter(Boolean).join(' ') || common.unknownPhone;
}
