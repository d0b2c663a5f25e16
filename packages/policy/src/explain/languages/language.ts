import type { AdviceKey } from '../../advice.ts';
import type { DataCategory } from '../../facts.ts';

/**
 * All words of one language for whoever holds a device: in mails, on the personal page and on the device. Lists,
 * names of countries and dates come in formatted; the words only put them in place.
 */
export interface Language {
  /** BCP 47 language, e.g. `hi`. */
  tag: string;
  /** BCP 47 tag by which lists, countries and dates are written unless the person's own names a region. */
  formatTag: string;
  problems: ProblemWords;
  advice: Record<AdviceKey, string>;
  common: CommonWords;
  page: PageWords;
  invalidLink: { title: string; text: string };
  advisoryTitles: { own: string; family: string; circular: string };
  mail: MailWords;
}

/** What is wrong with a device, a sentence each. */
export interface ProblemWords {
  /** Absent name: a model or pattern that is no vendor of the catalogue. */
  vendor: (name: string | undefined) => string;
  /** Absent names: none of the services is in the catalogue. Not active: installed only. */
  services: (names: string | undefined, count: number, isActive: boolean) => string;
  egress: (told: EgressTold) => string;
  /** Where a server is, e.g. "in China". */
  place: (country: string, code: string) => string;
  /** Absent names: none of the apps belongs to a service of the catalogue. */
  apps: (names: string | undefined, count: number) => string;
  os: Record<'minimum-version' | 'patch-age' | 'denied-system' | 'other', string>;
  posture: Record<
    | 'encrypted'
    | 'screenLock'
    | 'rooted'
    | 'bootloaderUnlocked'
    | 'developerMode'
    | 'adbEnabled'
    | 'unknownSources'
    | 'other',
    string
  >;
  freshness: string;
  identity: string;
  /** There is more than is told one by one. */
  more: string;
  /** End of a list that was cut, e.g. "3 more". */
  others: (count: number) => string;
  data: Record<DataCategory, string>;
}

/** A transfer. Absent data: no category is known; absent operator or place: nobody knows. */
export interface EgressTold {
  reader: Reader;
  data: string | undefined;
  operator: string | undefined;
  place: string | undefined;
}

/** Who reads: the device's holder, whose data it is about, or somebody who answers for the holder. */
export type Reader = 'holder' | 'other';

/** Words that mail and page share. */
export interface CommonWords {
  phone: string;
  unknownPhone: string;
  whatToDo: string;
  /** By when everything about a device has to be done. */
  doneBy: (date: string) => string;
  /** Until when one of several problems is tolerated. */
  tolerated: (date: string) => string;
}

/** The personal page. */
export interface PageWords {
  title: string;
  greeting: (name: string) => string;
  intro: (organisation: string) => string;
  dependant: (name: string) => string;
  noDevices: string;
  nothingToDo: string;
  notEnoughKnown: string;
  apps: string;
  acknowledge: string;
  acknowledgeHint: string;
  acknowledged: (date: string) => string;
  resolved: string;
}

/** Mails; "own" is to the holder, "sponsor" to whom a dependant belongs, "officer" where nobody holds the device. */
export interface MailWords {
  subjectOwn: string;
  subjectSponsor: string;
  subjectOfficer: string;
  subjectResolved: string;
  introOwn: string;
  introSponsor: (name: string) => string;
  introOfficer: string;
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
