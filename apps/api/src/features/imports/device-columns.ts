import { DevicePatch, OwnershipName } from '@cordon/contract';
import { z } from 'zod';
import { bySchema, type Column, listOf, type ReadRow } from './columns.ts';
import { reference } from './references.ts';

const SHORTENED = /^\d([.,]\d+)?e\+?\d+$/i;

/** A spreadsheet shows a long number as 8.67E+14, and then saves that. */
function imeiOf(text: string): ReturnType<Column<string>['read']> {
  if (SHORTENED.test(text)) {
    const detail = 'The spreadsheet has shortened this number.';
    return { mistake: { detail, remedy: 'Format the column as text, and enter the number again.' } };
  }
  const imei = text.replaceAll(/[\s-]/g, '');
  if (/^\d{14,16}$/.test(imei)) return { value: imei };
  return { mistake: { detail: 'This is no IMEI.', remedy: 'Write its 15 digits, as *#06# shows them.' } };
}

const ownership = {
  heading: 'ownership',
  description: 'issued, personal or dependant.',
  examples: ['issued', 'personal'],
  read: (text) =>
    bySchema(OwnershipName, 'There is no such ownership.', 'Write issued, personal or dependant.')(text.toLowerCase()),
} as const satisfies Column<OwnershipName>;

const holder = {
  heading: 'holder',
  description: 'Service number or e-mail address of the person who holds it.',
  examples: ['AF-20411', '-'],
  isClearable: true,
  read: reference,
} as const satisfies Column<string>;

const tags = {
  heading: 'tags',
  description: 'All of its tags, parted by semicolons: they replace those it has.',
  examples: ['duty; depot', ''],
  isClearable: true,
  read: listOf(
    DevicePatch.shape.tags.unwrap(),
    'A tag is too long, or there are too many.',
    'Write at most 50 tags of at most 64 characters.',
  ),
} as const satisfies Column<string[]>;

const groups = {
  heading: 'groups',
  description: 'Keys of all of its groups, parted by semicolons: they replace those it has.',
  examples: ['', 'pilot-ring'],
  isClearable: true,
  read: listOf(
    DevicePatch.shape.groups.unwrap(),
    'This is no list of groups.',
    'Write keys of lower-case letters, digits and single hyphens, such as pilot-ring.',
  ),
} as const satisfies Column<string[]>;

/** Columns of a file of devices: the first three say which device, the others what becomes of it. */
export const DEVICE_COLUMNS = {
  imei: {
    heading: 'imei',
    description: 'Which device; one of these three is needed.',
    examples: ['867451020000007', ''],
    read: imeiOf,
  } satisfies Column<string>,
  serialNumber: {
    heading: 'serial number',
    description: 'Which device, by its serial number.',
    examples: ['', 'R58M123ABC'],
    read: bySchema(z.string().max(256), 'This is no serial number.', 'Write at most 256 characters.'),
  } satisfies Column<string>,
  id: {
    heading: 'id',
    description: 'Which device, by its id in Cordon.',
    examples: ['', ''],
    read: bySchema(z.uuid(), 'This is no id.', 'Copy it from the address of the device’s page.'),
  } satisfies Column<string>,
  holder,
  unit: {
    heading: 'unit',
    description: 'Key, name or path of names (Air Command/Squadron 11).',
    examples: ['squadron-11', ''],
    read: reference,
  } satisfies Column<string>,
  ownership,
  tags,
  groups,
};

export type DeviceCells = ReadRow<typeof DEVICE_COLUMNS>;
