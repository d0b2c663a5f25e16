/** Languages that the built-in advice is written in. */
export type AdviceLocale = 'en' | 'hi';

const TEXTS: Record<string, Record<AdviceLocale, string>> = {
  'replace-handset': {
    en: 'Stop using this phone for service matters and ask your unit for a replacement. Do not enter service data on it any more.',
    hi: 'सेवा के काम के लिए इस फ़ोन का उपयोग बंद करें और अपनी इकाई से दूसरा फ़ोन माँगें। इस पर सेवा का कोई डेटा न डालें।',
  },
  'switch-off-cloud': {
    en: "Open the phone's settings, switch off the maker's cloud service and its messaging, and sign out of the account.",
    hi: 'फ़ोन की सेटिंग खोलें, निर्माता की क्लाउड सेवा और उसकी मैसेजिंग बंद करें और खाते से साइन आउट करें।',
  },
  'remove-app': {
    en: 'Remove the app from this phone. If you need what it does, ask your security officer for an allowed one.',
    hi: 'यह ऐप इस फ़ोन से हटा दें। यदि आपको ऐसे ऐप की ज़रूरत है, तो अपने सुरक्षा अधिकारी से अनुमत ऐप पूछें।',
  },
  'update-system': {
    en: 'Install the newest system update: open settings, then system update. If none is offered, tell your security officer.',
    hi: 'नवीनतम सिस्टम अपडेट डालें: सेटिंग में सिस्टम अपडेट खोलें। यदि कोई अपडेट न मिले, तो अपने सुरक्षा अधिकारी को बताएँ।',
  },
  'secure-device': {
    en: 'Set a screen lock, keep the storage encrypted, and undo rooting, unlocking and developer options on this phone.',
    hi: 'स्क्रीन लॉक लगाएँ, स्टोरेज को एन्क्रिप्टेड रखें, और फ़ोन की रूटिंग, अनलॉकिंग तथा डेवलपर विकल्प हटा दें।',
  },
  'report-in': {
    en: 'Connect this phone to the internet and open the agent, so that it can report again.',
    hi: 'इस फ़ोन को इंटरनेट से जोड़ें और एजेंट खोलें, ताकि यह फिर से रिपोर्ट कर सके।',
  },
  'contact-security-officer': {
    en: 'Please contact your security officer. Do not change anything on this phone until then.',
    hi: 'कृपया अपने सुरक्षा अधिकारी से संपर्क करें। तब तक इस फ़ोन में कुछ न बदलें।',
  },
};

/** Keys of the built-in advice. */
export const ADVICE_KEYS: readonly string[] = Object.freeze(Object.keys(TEXTS));

/**
 * What to do, in the language asked for (BCP 47; `hi-IN` is Hindi, anything unknown English). What is not a key of
 * the built-in advice is the author's own text and is returned as it is.
 */
export function adviceText(advice: string, locale: string): string {
  if (!Object.hasOwn(TEXTS, advice)) return advice;
  const language: AdviceLocale = locale.toLowerCase().split('-')[0] === 'hi' ? 'hi' : 'en';
  return TEXTS[advice]?.[language] ?? advice;
}
