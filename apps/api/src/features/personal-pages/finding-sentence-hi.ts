import type { Catalogue, FindingState } from '@cordon/policy';

const POSTURE: Record<string, string> = {
  encrypted: 'इस फ़ोन का स्टोरेज एन्क्रिप्टेड नहीं है।',
  screenLock: 'इस फ़ोन में स्क्रीन लॉक नहीं है।',
  rooted: 'इस फ़ोन की सुरक्षा हटा दी गई है (यह रूट किया हुआ है)।',
  bootloaderUnlocked: 'इस फ़ोन की स्टार्ट-अप सुरक्षा खुली हुई है।',
  developerMode: 'इस फ़ोन में डेवलपर मोड चालू है।',
  adbEnabled: 'इस फ़ोन में यूएसबी डीबगिंग चालू है।',
  unknownSources: 'इस फ़ोन में अज्ञात स्रोतों से ऐप डाले जा सकते हैं।',
};

const DATA: Record<string, string> = {
  imei: 'आईएमईआई नंबर',
  imsi: 'सिम की पहचान संख्या',
  'phone-number': 'फ़ोन नंबर',
  'carrier-name': 'मोबाइल कंपनी का नाम',
  contacts: 'संपर्क सूची',
  sms: 'संदेश',
  'call-log': 'कॉल का इतिहास',
  location: 'स्थान की जानकारी',
  photos: 'फ़ोटो',
  files: 'फ़ाइलें',
  'app-list': 'ऐप की सूची',
  browsing: 'ब्राउज़िंग का इतिहास',
  'advertising-id': 'विज्ञापन आईडी',
};

/** The person's sentence in Hindi: as the policy package says it in English. */
export function describeInHindi(finding: FindingState, catalogue: Catalogue): string {
  const { subject } = finding;
  switch (finding.ruleType) {
    case 'vendor': {
      const vendor = catalogue.vendors.get(subject);
      return vendor
        ? `यह फ़ोन ${vendor.name} का बना है, और इस कंपनी के फ़ोन का उपयोग मना है।`
        : 'इस मॉडल के फ़ोन का उपयोग मना है।';
    }
    case 'service':
      return `इस फ़ोन में क्लाउड सेवा ${catalogue.services.get(subject)?.name ?? subject} चालू है, जिसका उपयोग मना है।`;
    case 'egress':
      return describeEgress(finding, catalogue);
    case 'app':
      return 'इस फ़ोन में एक ऐसा ऐप है जिसकी अनुमति नहीं है।';
    case 'os':
      return 'इस फ़ोन का सिस्टम सॉफ़्टवेयर नियमों के अनुसार नहीं है।';
    case 'posture':
      return POSTURE[subject] ?? 'इस फ़ोन की सुरक्षा की एक सेटिंग नियमों के अनुसार नहीं है।';
    case 'freshness':
      return 'इस फ़ोन ने बहुत समय से रिपोर्ट नहीं भेजी है।';
    case 'identity':
      return 'यह फ़ोन अपने बारे में जो बताता है, वह आपस में मेल नहीं खाता; सुरक्षा अधिकारी इसकी जाँच करेंगे।';
  }
}

function describeEgress(finding: FindingState, catalogue: Catalogue): string {
  const category = finding.subject.slice(finding.subject.lastIndexOf(':') + 1);
  const [evidence] = finding.evidence;
  const [kind, key] = splitOnce(evidence?.catalogueEntry ?? '');
  const operator = kind === 'service' ? catalogue.services.get(key)?.name : catalogue.vendors.get(key)?.name;
  const country = evidence?.place?.country;
  const where = country === undefined ? '' : `${countryName(country)} में `;
  const whose = operator === undefined ? 'किसी सर्वर' : `${operator} के सर्वर`;
  return `इस फ़ोन ने ${DATA[category] ?? 'डेटा'} ${where}${whose} को भेजा, जिसकी अनुमति नहीं है।`;
}

function splitOnce(entry: string): [string, string] {
  const colon = entry.indexOf(':');
  return [entry.slice(0, colon), entry.slice(colon + 1)];
}

function countryName(code: string): string {
  try {
    return new Intl.DisplayNames('hi', { type: 'region' }).of(code) ?? code;
  } catch {
    return code;
  }
}
