/** Languages that messages are written in. */
export type MessageLanguage = 'en' | 'hi';

/** The language for a locale (BCP 47): Hindi for `hi` and `hi-IN`, English for all others. */
export function languageOf(locale: string): MessageLanguage {
  return locale.toLowerCase().split('-')[0] === 'hi' ? 'hi' : 'en';
}

export interface Words {
  subjectOwn: string;
  subjectSponsor: string;
  subjectOfficer: string;
  subjectResolved: string;
  introOwn: string;
  introSponsor: (name: string) => string;
  introOfficer: string;
  phone: (name: string) => string;
  unknownPhone: string;
  whatToDo: string;
  until: (date: string) => string;
  link: string;
  linkNote: string;
  consoleLink: string;
  resolvedOwn: string;
  resolvedSponsor: (name: string) => string;
  resolvedOfficer: string;
  subjectEnrolment: string;
  enrolledPerson: (name: string) => string;
  enrolledMaker: (name: string) => string;
  enrolmentPending: string;
  enrolmentUnexpected: string;
  subjectInvitation: string;
  invited: (organisation: string, inviter: string | undefined) => string;
  invitationLink: (until: string | undefined) => string;
  footer: (organisation: string) => string;
}

const EN: Words = {
  subjectOwn: 'Security notice about your phone',
  subjectSponsor: "Security notice about a family member's phone",
  subjectOfficer: 'Security notice about a phone without a holder',
  subjectResolved: 'Security notice: everything is resolved',
  introOwn: 'A check of your phone has found something that needs your attention:',
  introSponsor: (name) => `A check of the phone of ${name} has found something that needs attention:`,
  introOfficer: 'A check has found something on a phone that nobody holds; your unit answers for it:',
  phone: (name) => `Phone: ${name}`,
  unknownPhone: 'unknown model',
  whatToDo: 'What to do:',
  until: (date) => `Please do it by ${date}.`,
  link: 'See the details and confirm that you have read this:',
  linkNote: 'The link is yours alone and works for 14 days. Do not forward this message.',
  consoleLink: 'See the device:',
  resolvedOwn: 'Everything that was found on your phone is resolved. There is nothing more to do. Thank you.',
  resolvedSponsor: (name) =>
    `Everything that was found on the phone of ${name} is resolved. There is nothing more to do.`,
  resolvedOfficer: 'Everything that was found on the phone without a holder is resolved.',
  subjectEnrolment: 'A phone was enrolled',
  enrolledPerson: (name) => `This phone was enrolled in your name: ${name}.`,
  enrolledMaker: (name) => `This phone was enrolled with an enrolment token that you made: ${name}.`,
  enrolmentPending: 'It waits for approval by an administrator.',
  enrolmentUnexpected: 'If you did not expect this, tell your security officer at once.',
  subjectInvitation: 'You are invited to administer phones',
  invited: (organisation, inviter) =>
    inviter
      ? `${inviter} invites you to sign in for ${organisation}.`
      : `You are invited to sign in for ${organisation}.`,
  invitationLink: (until) =>
    `Whoever invited you gives you a link with which you choose a password${until ? `; it works until ${until}` : ''}.`,
  footer: (organisation) => `${organisation}. This message was sent automatically; nobody reads answers to it.`,
};

const HI: Words = {
  subjectOwn: 'आपके फ़ोन के बारे में सुरक्षा सूचना',
  subjectSponsor: 'परिवार के सदस्य के फ़ोन के बारे में सुरक्षा सूचना',
  subjectOfficer: 'बिना धारक वाले फ़ोन के बारे में सुरक्षा सूचना',
  subjectResolved: 'सुरक्षा सूचना: सब कुछ ठीक हो गया है',
  introOwn: 'आपके फ़ोन की जाँच में कुछ ऐसा मिला है जिस पर आपको ध्यान देना है:',
  introSponsor: (name) => `${name} के फ़ोन की जाँच में कुछ ऐसा मिला है जिस पर ध्यान देना है:`,
  introOfficer: 'जाँच में एक ऐसे फ़ोन पर कुछ मिला है जिसका कोई धारक नहीं है; इसके लिए आपकी इकाई उत्तरदायी है:',
  phone: (name) => `फ़ोन: ${name}`,
  unknownPhone: 'अज्ञात मॉडल',
  whatToDo: 'क्या करना है:',
  until: (date) => `कृपया ${date} तक यह कर लें।`,
  link: 'विवरण देखें और पुष्टि करें कि आपने यह पढ़ लिया है:',
  linkNote: 'यह लिंक केवल आपके लिए है और 14 दिन तक काम करेगा। यह संदेश किसी को आगे न भेजें।',
  consoleLink: 'फ़ोन का विवरण देखें:',
  resolvedOwn: 'आपके फ़ोन पर जो कुछ मिला था, वह सब ठीक हो गया है। अब कुछ और नहीं करना है। धन्यवाद।',
  resolvedSponsor: (name) => `${name} के फ़ोन पर जो कुछ मिला था, वह सब ठीक हो गया है। अब कुछ और नहीं करना है।`,
  resolvedOfficer: 'बिना धारक वाले फ़ोन पर जो कुछ मिला था, वह सब ठीक हो गया है।',
  subjectEnrolment: 'एक फ़ोन पंजीकृत हुआ',
  enrolledPerson: (name) => `यह फ़ोन आपके नाम पर पंजीकृत हुआ: ${name}।`,
  enrolledMaker: (name) => `आपके बनाए पंजीकरण टोकन से यह फ़ोन पंजीकृत हुआ: ${name}।`,
  enrolmentPending: 'इसे अभी प्रशासक की स्वीकृति मिलनी है।',
  enrolmentUnexpected: 'यदि आपको इसकी अपेक्षा नहीं थी, तो तुरंत अपने सुरक्षा अधिकारी को बताएँ।',
  subjectInvitation: 'आपको फ़ोनों के प्रशासन के लिए आमंत्रित किया गया है',
  invited: (organisation, inviter) =>
    inviter
      ? `${inviter} ने आपको ${organisation} में साइन इन करने के लिए आमंत्रित किया है।`
      : `आपको ${organisation} में साइन इन करने के लिए आमंत्रित किया गया है।`,
  invitationLink: (until) =>
    `जिसने आपको आमंत्रित किया है, वह आपको पासवर्ड चुनने का लिंक देगा${until ? `; वह ${until} तक काम करेगा` : ''}।`,
  footer: (organisation) => `${organisation}। यह संदेश अपने आप भेजा गया है; इसके उत्तर कोई नहीं पढ़ता।`,
};

/** The words of a language. */
export const WORDS: Readonly<Record<MessageLanguage, Words>> = { en: EN, hi: HI };
