import type { Language } from './language.ts';

/** Countries whose English name stands with "the". */
const WITH_ARTICLE = new Set(
  'AE AX BQ BS CC CF CK DO FK FO GB GM IC IO KM KY MH MP MV NL PH PN PS SB SC TC TF UM US VG VI'.split(' '),
);

/** English. */
export const en: Language = {
  tag: 'en',
  formatTag: 'en-GB',
  problems: {
    vendor: (name) =>
      name === undefined
        ? 'Phones of this model must not be used.'
        : `This phone is made by ${name}, whose phones must not be used.`,
    services: (names, count, isActive) => {
      const state = isActive ? 'active' : 'installed';
      if (names === undefined) return `A cloud service that must not be used is ${state} on this phone.`;
      const services = count > 1 ? 'services' : 'service';
      return `The cloud ${services} ${names} ${count > 1 ? 'are' : 'is'} ${state} on this phone and must not be used.`;
    },
    egress: ({ reader, data, operator, place }) => {
      const what = data === undefined ? 'data' : `${reader === 'holder' ? 'your' : "its user's"} ${data}`;
      const whose = operator === undefined ? 'servers' : `servers of ${operator}`;
      return `This phone sent ${what} to ${whose}${place === undefined ? '' : ` ${place}`}, which is not allowed.`;
    },
    place: (country, code) => `in ${WITH_ARTICLE.has(code) ? 'the ' : ''}${country}`,
    apps: (names, count) => {
      if (names === undefined)
        return count > 1 ? `${count} apps on this phone are not allowed.` : 'An app on this phone is not allowed.';
      return count > 1
        ? `Apps of ${names} on this phone are not allowed.`
        : `An app of ${names} on this phone is not allowed.`;
    },
    os: {
      'minimum-version': 'The system software of this phone is too old.',
      'patch-age': 'This phone has not had a security update for too long.',
      'denied-system': 'This phone runs system software that must not be used.',
      other: 'The system software of this phone does not meet the rules.',
    },
    posture: {
      encrypted: 'The storage of this phone is not encrypted.',
      screenLock: 'This phone has no screen lock.',
      rooted: 'The protection of this phone was removed (it is rooted).',
      bootloaderUnlocked: 'The start-up protection of this phone is unlocked.',
      developerMode: 'Developer mode is switched on.',
      adbEnabled: 'USB debugging is switched on.',
      unknownSources: 'This phone allows apps from unknown sources.',
      other: 'A protection setting of this phone does not meet the rules.',
    },
    freshness: 'This phone has not reported for too long.',
    identity: 'What this phone says about itself does not fit together; the security officer will look into it.',
    more: 'More of the same kind was found on this phone.',
    others: (count) => `${count} more`,
    data: {
      imei: 'IMEI',
      imsi: 'IMSI',
      'phone-number': 'phone number',
      'carrier-name': 'carrier name',
      contacts: 'contacts',
      sms: 'text messages',
      'call-log': 'call history',
      location: 'location',
      photos: 'photos',
      files: 'files',
      'app-list': 'list of apps',
      browsing: 'browsing history',
      'advertising-id': 'advertising ID',
      other: 'other data',
    },
  },
  advice: {
    'replace-handset':
      'Stop using this phone for service matters and ask your unit for a replacement. Do not enter service data on it any more.',
    'switch-off-cloud':
      "Open the phone's settings, switch off the maker's cloud service and its messaging, and sign out of the account.",
    'remove-app':
      'Remove the app from this phone. If you need what it does, ask your security officer for an allowed one.',
    'update-system':
      'Install the newest system update: open settings, then system update. If none is offered, tell your security officer.',
    'secure-device':
      'Set a screen lock, keep the storage encrypted, and undo rooting, unlocking and developer options on this phone.',
    'report-in': 'Connect this phone to the internet and open the agent, so that it can report again.',
    'contact-security-officer':
      'Please contact your security officer. Do not change anything on this phone until then.',
  },
  common: {
    phone: 'Phone',
    unknownPhone: 'unknown model',
    whatToDo: 'What to do',
    doneBy: (date) => `Please do this by ${date}.`,
    tolerated: (date) => `You have until ${date} for this.`,
  },
  page: {
    title: 'Your phones',
    greeting: (name) => `Hello ${name}`,
    intro: (organisation) =>
      `This page is from ${organisation}. It shows your own phones. Please keep its link to yourself.`,
    dependant: (name) => `About a phone of ${name}`,
    noDevices: 'No phone is registered for you.',
    nothingToDo: 'All is well. You need not do anything.',
    notEnoughKnown: 'This phone has not reported enough yet. Please keep it switched on and connected.',
    apps: 'Apps meant:',
    acknowledge: 'I have read this',
    acknowledgeHint: 'Please press the button when you have read this page.',
    acknowledged: (date) => `Thank you. You confirmed on ${date} that you have read this.`,
    resolved: 'This notice is settled.',
  },
  invalidLink: {
    title: 'This link does not work',
    text: 'It may have expired. If you expected a notice, please ask your security officer.',
  },
  advisoryTitles: {
    own: 'Notice about your devices',
    family: 'Notice about a device in your family',
    circular: 'Circular',
  },
  mail: {
    subjectOwn: 'Security notice about your phone',
    subjectSponsor: "Security notice about a family member's phone",
    subjectOfficer: 'Security notice about a phone without a holder',
    subjectResolved: 'Security notice: everything is resolved',
    introOwn: 'A check of your phone has found something that needs your attention:',
    introSponsor: (name) => `A check of the phone of ${name} has found something that needs attention:`,
    introOfficer: 'A check has found something on a phone that nobody holds; your unit answers for it:',
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
  },
};
