import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { baseCatalogue } from '../catalogue/index.ts';
import type { Evidence, FindingState, RuleType } from '../types.ts';
import { explainForPerson, explainOneForPerson } from './person.ts';

const catalogue = baseCatalogue();
const DUE = Date.parse('2014-11-05T06:00:00Z');

function finding(ruleType: RuleType, subject: string, changes: Partial<FindingState> = {}): FindingState {
  return {
    policyName: 'handsets',
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
  };
}

function evidence(changes: Partial<Evidence>): Evidence[] {
  return [{ reportId: 'r', pointer: '/x/0', observedAt: 0, observed: {}, expected: {}, matched: [], ...changes }];
}

/** A transfer to a host of the catalogue entry, in a country. */
function sent(category: string, catalogueEntry?: string, country?: string, changes: Partial<FindingState> = {}) {
  const place = country === undefined ? undefined : { country };
  return finding('egress', `xiaomi.com:${category}`, {
    evidence: evidence({ catalogueEntry, place, observed: { host: 'api.evil.example' } }),
    ...changes,
  });
}

const ACCOUNT = 'service:xiaomi/account';
const REDMI_1S = [
  sent('sms', ACCOUNT, 'CN'),
  sent('imei', ACCOUNT, 'CN', { advice: 'switch-off-cloud' }),
  finding('service', 'xiaomi/mi-cloud', { advice: 'switch-off-cloud' }),
  sent('contacts', ACCOUNT, 'CN'),
  finding('vendor', 'xiaomi', { severity: 'critical', advice: 'replace-handset' }),
  sent('carrier-name', ACCOUNT, 'CN'),
  sent('phone-number', ACCOUNT, 'CN'),
];

const problemsOf = (findings: FindingState[], locale = 'en') => explainForPerson(findings, catalogue, locale).problems;
const actionsOf = (findings: FindingState[]) => explainForPerson(findings, catalogue, 'en').actions;

describe('what the holder of a Redmi 1S is told', () => {
  test('is three sentences and two actions, the most important first', () => {
    expect(explainForPerson(REDMI_1S, catalogue, 'en')).toEqual({
      problems: [
        'This phone is made by Xiaomi, whose phones must not be used.',
        'The cloud service Mi Cloud is active on this phone and must not be used.',
        'This phone sent your IMEI, phone number, carrier name, contacts and text messages to servers of Xiaomi (Mi Account) in China, which is not allowed.',
      ],
      actions: [
        expect.stringMatching(/^Stop using this phone/),
        expect.stringMatching(/switch off the maker's cloud service/),
      ],
      apps: [],
    });
  });

  test('is the same in Hindi', () => {
    const { problems, actions } = explainForPerson(REDMI_1S, catalogue, 'hi-IN');
    expect(problems).toEqual([
      'यह फ़ोन Xiaomi का बना है, और इस कंपनी के फ़ोन का उपयोग मना है।',
      'इस फ़ोन में क्लाउड सेवा Mi Cloud चालू है, जिसका उपयोग मना है।',
      'इस फ़ोन ने आपका यह डेटा चीन में Xiaomi (Mi Account) के सर्वरों को भेजा, जिसकी अनुमति नहीं है: IMEI नंबर, फ़ोन नंबर, मोबाइल कंपनी का नाम, संपर्क सूची, और संदेश (SMS)।',
    ]);
    expect(actions).toHaveLength(2);
  });

  test('does not depend on the order of the findings', () => {
    const expected = explainForPerson(REDMI_1S, catalogue, 'en');
    fc.assert(
      fc.property(fc.shuffledSubarray(REDMI_1S, { minLength: REDMI_1S.length }), (findings) => {
        expect(explainForPerson(findings, catalogue, 'en')).toEqual(expected);
      }),
    );
  });
});

describe('transfers', () => {
  test('to several services of one vendor in one country are one sentence, to two countries two', () => {
    const findings = [
      sent('imei', 'service:xiaomi/mi-cloud', 'CN'),
      sent('imei', ACCOUNT, 'CN'),
      sent('imei', ACCOUNT, 'US'),
    ];
    expect(problemsOf(findings)).toEqual([
      'This phone sent your IMEI to servers of Xiaomi (Mi Account and Mi Cloud) in China, which is not allowed.',
      'This phone sent your IMEI to servers of Xiaomi (Mi Account) in the United States, which is not allowed.',
    ]);
  });

  test.each([
    [sent('imei'), 'This phone sent your IMEI to servers, which is not allowed.'],
    [sent('any', undefined, 'CN'), 'This phone sent data to servers in China, which is not allowed.'],
    [sent('other', 'vendor:xiaomi'), 'This phone sent data to servers of Xiaomi, which is not allowed.'],
    [sent('imei', 'vendor:nobody', 'QX'), 'This phone sent your IMEI to servers, which is not allowed.'],
    [sent('imei', undefined, 'not a code'), 'This phone sent your IMEI to servers, which is not allowed.'],
    [
      sent('imei', 'service:samsung/cloud', 'KR'),
      'This phone sent your IMEI to servers of Samsung Cloud in South Korea, which is not allowed.',
    ],
    [
      sent('imei', 'service:tencent/wechat'),
      'This phone sent your IMEI to servers of Tencent (WeChat), which is not allowed.',
    ],
  ])('of which less is known say less (%#)', (transfer, sentence) => {
    expect(problemsOf([transfer])).toEqual([sentence]);
  });

  test('are told to whoever answers for the holder as the data of somebody else', () => {
    const tell = (locale: string) => explainForPerson([sent('imei', ACCOUNT)], catalogue, locale, 'other').problems[0];
    expect(tell('en')).toBe("This phone sent its user's IMEI to servers of Xiaomi (Mi Account), which is not allowed.");
    expect(tell('hi')).toContain('उपयोगकर्ता का यह डेटा');
  });

  test('of a rule that names no data add nothing to what is known of them', () => {
    expect(problemsOf([sent('any', ACCOUNT, 'CN'), sent('imei', ACCOUNT, 'CN')])).toEqual([
      'This phone sent your IMEI to servers of Xiaomi (Mi Account) in China, which is not allowed.',
    ]);
  });
});

describe('problems', () => {
  test('come by severity, then from what the phone is to how it is set, and what is only counted last', () => {
    const findings = [
      finding('posture', 'overflow', { severity: 'critical', overflow: 3 }),
      finding('freshness', 'silent'),
      finding('posture', 'screenLock'),
      finding('app', 'com.example.unknown', { severity: 'critical' }),
      finding('vendor', 'huawei'),
    ];
    expect(problemsOf(findings)).toEqual([
      'An app on this phone is not allowed.',
      'This phone is made by Huawei, whose phones must not be used.',
      'This phone has no screen lock.',
      'This phone has not reported for too long.',
      'More of the same kind was found on this phone.',
    ]);
  });

  test('tell installed services from active ones, many of each in one sentence that stays short', () => {
    const present = evidence({ matched: [{ condition: 'state', value: 'present' }] });
    const installed = ['tencent/qq', 'tencent/wechat'].map((key) => finding('service', key, { evidence: present }));
    const active = [...catalogue.services.keys()].slice(0, 8).map((key) => finding('service', key));
    const [one, two] = problemsOf([...active, ...installed]);
    expect(two).toBe('The cloud services QQ and Qzone and WeChat are installed on this phone and must not be used.');
    expect(one).toMatch(/^The cloud services ([^,]+, ){4}[^,]+ and 3 more are active on this phone/);
  });

  test('name apps that the catalogue knows and count the others; their packages are for the page alone', () => {
    const findings = ['com.tencent.mm', 'x.one', 'x.two'].map((subject) => finding('app', subject));
    const { problems, apps } = explainForPerson(findings, catalogue, 'en');
    expect(problems).toEqual([
      'An app of WeChat on this phone is not allowed.',
      '2 apps on this phone are not allowed.',
    ]);
    expect(apps).toEqual(['com.tencent.mm', 'x.one', 'x.two']);
  });

  test('are none where everything is waived, settled or only information', () => {
    const findings = [
      finding('vendor', 'xiaomi', { status: 'waived' }),
      finding('vendor', 'xiaomi', { status: 'resolved' }),
      finding('vendor', 'xiaomi', { severity: 'info' }),
    ];
    expect(explainForPerson(findings, catalogue, 'en')).toEqual({ problems: [], actions: [], apps: [] });
  });

  test('hold nothing that a device or an app wrote', () => {
    const evil = '<b>evil</b>';
    const types: RuleType[] = ['vendor', 'service', 'egress', 'app', 'os', 'posture', 'freshness', 'identity'];
    for (const subject of [evil, `${evil}:imei`, `imei:${evil}`, 'constructor', '__proto__', 'toString', '']) {
      for (const ruleType of types) {
        const observed = { host: evil, model: evil, manufacturer: evil, data: [evil] };
        const told = finding(ruleType, subject, { evidence: evidence({ observed, catalogueEntry: evil }) });
        for (const locale of ['en', 'hi']) {
          const text = problemsOf([told], locale).join();
          expect(text).not.toMatch(/evil|function|undefined|\[object/);
          expect(text).not.toBe('');
          expect(text).toBe(explainOneForPerson(told, catalogue, locale).problem);
        }
      }
    }
  });
});

describe('time', () => {
  const inGrace = { status: 'in-grace', dueAt: DUE } as const;

  test('is told once, the earliest, where everything is in grace', () => {
    const findings = [
      finding('vendor', 'xiaomi', inGrace),
      finding('posture', 'screenLock', { ...inGrace, dueAt: DUE + 86_400_000 }),
    ];
    const { problems, deadline } = explainForPerson(findings, catalogue, 'en');
    expect(deadline).toBe('Please do this by 5 November 2014, 06:00 UTC.');
    expect(problems.join()).not.toContain('2014');
  });

  test('is told with what has it where something else has none', () => {
    const findings = [finding('vendor', 'xiaomi', inGrace), finding('posture', 'screenLock', { severity: 'low' })];
    expect(explainForPerson(findings, catalogue, 'en')).toMatchObject({
      problems: [
        'This phone is made by Xiaomi, whose phones must not be used. You have until 5 November 2014, 06:00 UTC for this.',
        'This phone has no screen lock.',
      ],
    });
    expect(explainForPerson(findings, catalogue, 'en')).not.toHaveProperty('deadline');
  });

  test('is none for what is merged with something that has none', () => {
    const findings = [sent('imei', ACCOUNT, 'CN', inGrace), sent('sms', ACCOUNT, 'CN')];
    expect(problemsOf(findings).join()).not.toContain('2014');
  });

  test.each([
    ['hi-IN', '5 नवंबर 2014, 11:30 am IST'],
    ['hi', '5 नवंबर 2014, 11:30 am IST'],
    ['en-IN', '5 November 2014, 11:30 am IST'],
    ['en-US', 'November 5, 2014, 6:00 AM UTC'],
    ['no locale at all', '5 November 2014, 06:00 UTC'],
  ])('is that of the place which the locale %s names', (locale, date) => {
    expect(explainForPerson([finding('vendor', 'xiaomi', inGrace)], catalogue, locale).deadline).toContain(date);
  });
});

describe('actions', () => {
  test('are those of the most severe findings first, each once', () => {
    const findings = [
      finding('app', 'x.one', { severity: 'low' }),
      finding('app', 'x.two', { severity: 'medium' }),
      finding('posture', 'screenLock', { severity: 'critical', advice: 'Bring it to the guardroom.' }),
      finding('os', 'patch-age', { severity: 'critical' }),
    ];
    expect(actionsOf(findings)).toEqual([
      'Bring it to the guardroom.',
      expect.stringMatching(/^Install the newest/),
      expect.stringMatching(/^Remove the app/),
    ]);
  });

  test('never ask for a change beside "do not change anything"; the more important one stays', () => {
    const conflict = finding('identity', 'imei', { severity: 'critical' });
    const others = [
      finding('vendor', 'xiaomi', { severity: 'critical' }),
      finding('service', 'xiaomi/mi-cloud'),
      finding('app', 'x.one', { advice: 'Uninstall it.' }),
    ];
    expect(actionsOf([...others, conflict])).toEqual([
      expect.stringMatching(/Do not change anything/),
      expect.stringMatching(/^Stop using this phone/),
    ]);
    const lesser = { ...conflict, severity: 'low' } as const;
    expect(actionsOf([...others, lesser]).join()).not.toContain('Do not change anything');
    expect(actionsOf([...others, lesser])).toHaveLength(3);
  });
});
