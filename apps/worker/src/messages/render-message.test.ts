import type { MailContent, StoredFinding } from '@cordon/db';
import { baseCatalogue, type FindingState } from '@cordon/policy';
import { describe, expect, test } from '@jest/globals';
import { renderMessage } from './render-message.ts';

const DEVICE = { id: 'd1', vendor: 'xiaomi', model: 'HM 1SW', state: 'active' };

function finding(ruleType: FindingState['ruleType'], subject: string, changes: Partial<FindingState> = {}) {
  const state = {
    policyName: 'foreign-cloud',
    ruleId: ruleType,
    ruleType,
    subject,
    status: 'open',
    severity: 'high',
    firstSeen: 0,
    lastSeen: 0,
    reopened: 0,
    evidence: [],
    policyVersion: 1,
    ...changes,
  } satisfies FindingState;
  return { id: `${ruleType} ${subject}`, deviceId: DEVICE.id, state } as unknown as StoredFinding;
}

const sent = (category: string) => {
  const evidence = { catalogueEntry: 'service:xiaomi/account', place: { country: 'CN' }, matched: [] };
  return finding('egress', `xiaomi.com:${category}`, { evidence: [evidence as never], advice: 'switch-off-cloud' });
};

const REDMI_1S = [
  sent('sms'),
  sent('imei'),
  finding('service', 'xiaomi/mi-cloud', { advice: 'switch-off-cloud' }),
  sent('phone-number'),
  finding('vendor', 'xiaomi', { severity: 'critical', advice: 'replace-handset' }),
];

function render(findings: StoredFinding[], locale = 'en', recipientId = 'p1') {
  const recipient = { kind: 'person', id: recipientId, email: 'a@example.org', locale } as const;
  const content = {
    organisationName: 'Air Command',
    recipient,
    notice: {
      id: 'a1',
      state: 'open',
      severity: 'critical',
      personId: 'p1',
      holderName: 'Asha',
      findings,
      devices: [DEVICE],
    },
  } as MailContent;
  return renderMessage({
    delivery: { reason: 'notice-opened', detail: {} } as never,
    content,
    catalogue: baseCatalogue(),
    publicUrl: 'https://cordon.example.org',
    personalToken: 'cpl_x',
  });
}

describe('the mail of a notice', () => {
  test('tells each phone in one short list of problems and one of actions, the most important first', () => {
    expect(render(REDMI_1S).text).toBe(`A check of your phone has found something that needs your attention:

Phone: Xiaomi HM 1SW

* This phone is made by Xiaomi, whose phones must not be used.
* The cloud service Mi Cloud is active on this phone and must not be used.
* This phone sent your IMEI, phone number and text messages to servers of Xiaomi (Mi Account) in China, which is not allowed.

What to do:

* Stop using this phone for service matters and ask your unit for a replacement. Do not enter service data on it any more.
* Open the phone's settings, switch off the maker's cloud service and its messaging, and sign out of the account.

See the details and confirm that you have read this:
https://cordon.example.org/p/cpl_x

The link is yours alone and works for 14 days. Do not forward this message.

-- 
Air Command. This message was sent automatically; nobody reads answers to it.
`);
  });

  test('is the same whatever order the findings come in', () => {
    expect(render([...REDMI_1S].reverse())).toEqual(render(REDMI_1S));
  });

  test('says until when it has to be done', () => {
    const dueAt = Date.parse('2014-11-05T06:00:00Z');
    const inGrace = finding('vendor', 'xiaomi', { status: 'in-grace', dueAt });
    expect(render([inGrace]).text).toContain('Please do this by 5 November 2014, 06:00 UTC.');
    expect(render([inGrace], 'hi-IN').text).toContain('कृपया यह 5 नवंबर 2014, 11:30 am IST तक कर लें।');
    expect(render([inGrace, sent('imei')]).text).toContain('must not be used. You have until 5 November 2014');
  });

  test('tells a sponsor whose phone and whose data it is about', () => {
    const { subject, text } = render([sent('imei')], 'en', 'p2');
    expect(subject).toBe("Security notice about a family member's phone");
    expect(text).toContain('A check of the phone of Asha');
    expect(text).toContain("This phone sent its user's IMEI");
  });

  test('does not tell what was waived meanwhile', () => {
    const waived = finding('vendor', 'xiaomi', { status: 'waived' });
    expect(render([waived, finding('posture', 'screenLock')]).text).not.toContain('made by Xiaomi');
    expect(render([waived]).subject).toBe('Security notice: everything is resolved');
  });
});
