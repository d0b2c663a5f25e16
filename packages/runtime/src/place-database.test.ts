import { beforeAll, expect, test } from '@jest/globals';
import { isPlaceDatabaseOld, openPlaceDatabase, type PlaceDatabase } from './place-database.ts';

let places: PlaceDatabase;

beforeAll(async () => {
  places = await openPlaceDatabase({});
});

test('knows where the servers of the case are, as v4 and as v4-mapped v6', () => {
  expect(places.placeOf('42.62.94.2')).toEqual({ country: 'CN' });
  expect(places.placeOf('::ffff:42.62.94.2')).toEqual({ country: 'CN' });
  expect(places.placeOf('2001:4860:4860::8888').country).toBe('US');
});

test('private and documentation addresses are special and have no country', () => {
  for (const ip of ['10.0.0.1', '127.0.0.1', '192.0.2.1', 'fe80::1', '::ffff:192.168.0.1']) {
    expect(places.placeOf(ip)).toEqual({ special: true });
  }
});

test('what is no address has no place and does no harm', () => {
  for (const text of ['', 'example.org', '1.2.3', '1.2.3.4/8', '42.62.94.2\0', 'x'.repeat(10_000)]) {
    expect(places.placeOf(text)).toEqual({});
  }
});

test('says when it was built and whether it knows autonomous systems', () => {
  expect(places.databaseDate).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(places.hasAsn).toBe(false);
});

test('names the variable and the file when one cannot be read', async () => {
  await expect(openPlaceDatabase({ countryPath: '/nowhere.mmdb' })).rejects.toThrow(
    /nowhere\.mmdb \(GEOIP_COUNTRY_DB\)/,
  );
  await expect(openPlaceDatabase({ asnPath: import.meta.filename })).rejects.toThrow(/GEOIP_ASN_DB/);
});

test('an IP database is old after 90 days, and one that is not there is not', () => {
  expect(isPlaceDatabaseOld('2014-07-24', new Date('2014-10-22T00:00:00Z'))).toBe(false);
  expect(isPlaceDatabaseOld('2014-07-24', new Date('2014-10-22T00:00:01Z'))).toBe(true);
  expect(isPlaceDatabaseOld(undefined, new Date('2014-10-22T00:00:00Z'))).toBe(false);
});
