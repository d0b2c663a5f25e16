import { DisplayName, EmailAddress, Locale, PersonCreate } from '@cordon/contract';
import { bySchema, type Column, type ReadRow, yesOrNo } from './columns.ts';
import { reference } from './references.ts';

const serviceNumber: Column<string> = {
  heading: 'service number',
  description: 'What a person is known by; unique in the organisation. It may be empty where there is none.',
  examples: ['AF-20411', ''],
  read: bySchema(
    PersonCreate.shape.serviceNumber.unwrap(),
    'This is no service number.',
    'Write one line of at most 64 characters.',
  ),
};

const sponsor = {
  heading: 'sponsor',
  description: 'Whose dependant the person is: service number or e-mail address, of this file or known already.',
  examples: ['', 'AF-20411'],
  isClearable: true,
  read: reference,
} as const satisfies Column<string>;

const email = {
  heading: 'email',
  description: 'Where advisories are mailed.',
  examples: ['asha.rao@cordon.example', ''],
  isClearable: true,
  read: bySchema(EmailAddress, 'This is no e-mail address.', 'Write one address, such as asha.rao@cordon.example.'),
} as const satisfies Column<string>;

/** Columns of a file of people. */
export const PEOPLE_COLUMNS = {
  name: {
    heading: 'name',
    description: 'Needed for whoever is not known yet.',
    examples: ['Flt Lt Asha Rao', 'Veer Rao'],
    read: bySchema(DisplayName, 'This is no name.', 'Write one line of at most 200 characters.'),
  } satisfies Column<string>,
  serviceNumber,
  email,
  unit: {
    heading: 'unit',
    description:
      'Key, name or path of names (Air Command/Squadron 11). A new dependant without one gets the sponsor’s.',
    examples: ['squadron-11', ''],
    read: reference,
  } satisfies Column<string>,
  locale: {
    heading: 'language',
    description: 'In which advisories are written: en, hi, en-IN.',
    examples: ['en', 'hi'],
    read: bySchema(Locale, 'This is no language tag.', 'Write a tag such as en, hi or en-IN.'),
  } satisfies Column<string>,
  sponsor,
  isMinor: {
    heading: 'minor',
    description: 'yes or no.',
    examples: ['', 'yes'],
    read: yesOrNo,
  } satisfies Column<boolean>,
  sponsorInformed: {
    heading: 'sponsor informed',
    description: 'yes: the dependant agreed that the sponsor is told, too.',
    examples: ['', 'no'],
    read: yesOrNo,
  } satisfies Column<boolean>,
};

export type PersonCells = ReadRow<typeof PEOPLE_COLUMNS>;
