import { type Catalogue, explainFinding, type FindingState } from '@cordon/policy';
import type { MessageLanguage } from './words.ts';

/** One sentence about a finding for a person: catalogue names and our own words, nothing that a device wrote. */
export function findingSentence(finding: FindingState, catalogue: Catalogue, language: MessageLanguage): string {
  return language === 'hi' ? hindiSentence(finding, catalogue) : explainFinding(finding, catalogue).person;
}

const POSTURE: Record<string, string> = {
  encrypted: 'इस फ़ोन का स्टोरेज एन्क्रिप्टेड नहीं है।',
  screenLock: 'इस फ़ोन पर स्क्रीन लॉक नहीं है।',
  rooted: 'इस फ़ोन की सुरक्षा हटा दी गई है (रूट किया गया है)।',
  bootloaderUnlocked: 'इस फ़ोन की स्टार्ट-अप सुरक्षा खुली हुई है।',
  developerMode: 'डेवलपर मोड चालू है।',
  adbEnabled: 'USB डीबगिंग चालू है।',
  unknownSources: 'यह फ़ोन अज्ञात स्रोतों से ऐप डालने देता है।',
};

const DATA: Record<string, string> = {
  any: 'डेटा',
  imei: 'IMEI',
  imsi: 'IMSI',
  'phone-number': 'फ़ोन नंबर',
  'carrier-name': 'मोबाइल कंपनी का नाम',
  contacts: 'संपर्क',
  sms: 'संदेश (SMS)',
  'call-log': 'कॉल का विवरण',
  location: 'स्थान',
  photos: 'फ़ोटो',
  files: 'फ़ाइलें',
  'app-list': 'ऐप की सूची',
  browsing: 'ब्राउज़िंग का विवरण',
  'advertising-id': 'विज्ञापन ID',
};

function hindiSentence(finding: FindingState, catalogue: Catalogue): string {
  const { subject } = finding;
  if (finding.overflow !== undefined) return 'इस फ़ोन पर ऐसा ही और भी कुछ मिला है।';
  switch (finding.ruleType) {
    case 'vendor': {
      const vendor = catalogue.vendors.get(subject)?.name;
      return vendor ? `यह फ़ोन ${vendor} का बना है, जिसके फ़ोन उपयोग में नहीं लाने हैं।` : 'इस मॉडल के फ़ोन उपयोग में नहीं लाने हैं।';
    }
    case 'service':
      return `क्लाउड सेवा ${catalogue.services.get(subject)?.name ?? ''} इस फ़ोन पर चालू है और उपयोग में नहीं लानी है।`;
    case 'egress':
      return hindiEgress(finding, catalogue);
    case 'app':
      return 'इस फ़ोन का एक ऐप अनुमत नहीं है।';
    case 'os':
      return 'इस फ़ोन का सिस्टम सॉफ़्टवेयर नियमों के अनुरूप नहीं है।';
    case 'posture':
      return POSTURE[subject] ?? 'इस फ़ोन की एक सुरक्षा सेटिंग नियमों के अनुरूप नहीं है।';
    case 'freshness':
      return 'इस फ़ोन ने बहुत समय से कोई रिपोर्ट नहीं भेजी है।';
    case 'identity':
      return 'यह फ़ोन अपने बारे में जो बताता है, वह आपस में मेल नहीं खाता; सुरक्षा अधिकारी इसे देखेंगे।';
  }
}

function hindiEgress({ subject, evidence }: FindingState, catalogue: Catalogue): string {
  const data = DATA[subject.slice(subject.lastIndexOf(':') + 1)] ?? DATA.any;
  const entry = evidence[0]?.catalogueEntry ?? '';
  const key = entry.slice(entry.indexOf(':') + 1);
  const operator = entry.startsWith('service:') ? catalogue.services.get(key)?.name : catalogue.vendors.get(key)?.name;
  const country = evidence[0]?.place?.country;
  const where = country ? ` (${hindiCountry(country)})` : '';
  return `इस फ़ोन ने आपका यह डेटा ${operator ? `${operator} के सर्वर` : 'एक सर्वर'}${where} को भेजा, जिसकी अनुमति नहीं है: ${data}।`;
}

function hindiCountry(code: string): string {
  try {
    return new Intl.DisplayNames('hi', { type: 'region' }).of(code) ?? code;
  } catch {
    return code;
  }
}
