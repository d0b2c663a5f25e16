/** The words of the personal page, in plain language. */
export interface PageTexts {
  language: 'en' | 'hi';
  title: string;
  greeting: (name: string) => string;
  intro: (organisation: string) => string;
  noDevices: string;
  nothingToDo: string;
  notEnoughKnown: string;
  whatIsWrong: string;
  whatToDo: string;
  doneBy: (date: string) => string;
  dependant: (name: string) => string;
  acknowledge: string;
  acknowledgeHint: string;
  acknowledged: string;
  resolved: string;
  deviceOf: string;
}

const EN: PageTexts = {
  language: 'en',
  title: 'Your phones',
  greeting: (name) => `Hello ${name}`,
  intro: (organisation) =>
    `This page is from ${organisation}. It shows your own phones. Please keep its link to yourself.`,
  noDevices: 'No phone is registered for you.',
  nothingToDo: 'All is well. You need not do anything.',
  notEnoughKnown: 'This phone has not reported enough yet. Please keep it switched on and connected.',
  whatIsWrong: 'What is wrong',
  whatToDo: 'What to do',
  doneBy: (date) => `Please do this by ${date}.`,
  dependant: (name) => `About a phone of ${name}`,
  acknowledge: 'I have read this',
  acknowledgeHint: 'Please press the button when you have read this page.',
  acknowledged: 'Thank you. You have confirmed that you read this.',
  resolved: 'This notice is settled.',
  deviceOf: 'Phone',
};

const HI: PageTexts = {
  language: 'hi',
  title: 'आपके फ़ोन',
  greeting: (name) => `नमस्ते ${name}`,
  intro: (organisation) => `यह पृष्ठ ${organisation} की ओर से है। इसमें आपके अपने फ़ोन दिखते हैं। कृपया इसका लिंक किसी को न दें।`,
  noDevices: 'आपके नाम पर कोई फ़ोन दर्ज नहीं है।',
  nothingToDo: 'सब ठीक है। आपको कुछ नहीं करना है।',
  notEnoughKnown: 'इस फ़ोन से अभी पूरी जानकारी नहीं मिली है। कृपया इसे चालू और इंटरनेट से जुड़ा रखें।',
  whatIsWrong: 'क्या गड़बड़ है',
  whatToDo: 'क्या करें',
  doneBy: (date) => `कृपया यह ${date} तक कर लें।`,
  dependant: (name) => `${name} के फ़ोन के बारे में`,
  acknowledge: 'मैंने यह पढ़ लिया है',
  acknowledgeHint: 'यह पृष्ठ पढ़ लेने के बाद कृपया बटन दबाएँ।',
  acknowledged: 'धन्यवाद। आपने पुष्टि कर दी है कि आपने यह पढ़ लिया है।',
  resolved: 'यह सूचना निपट चुकी है।',
  deviceOf: 'फ़ोन',
};

/** The words in a person's language; anything but Hindi is English. */
export function pageTexts(locale: string): PageTexts {
  return locale.toLowerCase().split('-')[0] === 'hi' ? HI : EN;
}

/** Both languages: nothing is known of whoever opens a link that does not work. */
export const INVALID_LINK = [
  {
    language: 'en',
    title: 'This link does not work',
    text: 'It may have expired. If you expected a notice, please ask your security officer.',
  },
  {
    language: 'hi',
    title: 'यह लिंक काम नहीं करता',
    text: 'हो सकता है कि इसकी अवधि समाप्त हो गई हो। यदि आपको किसी सूचना की अपेक्षा थी, तो कृपया अपने सुरक्षा अधिकारी से पूछें।',
  },
] as const;
