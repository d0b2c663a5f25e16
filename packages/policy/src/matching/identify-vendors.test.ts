import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { baseCatalogue, withOverrides } from '../catalogue/index.ts';
import { identifyVendors, identifyVendorsByField, isVendorConflict } from './identify-vendors.ts';

const catalogue = baseCatalogue();
const UNKNOWN = 'unknown make';
const byModel = (model: string): string[] => identifyVendors(catalogue, { manufacturer: UNKNOWN, model });
const byMaker = (manufacturer: string): string[] =>
  identifyVendors(catalogue, { manufacturer, model: 'unknown model' });

describe('identification', () => {
  test.each([
    'HM 1SW',
    'HM 1AC',
    'HM 1S',
    'HM 1SC',
    '2014011',
    'HM2014011',
    'Redmi 1S',
    'XIAOMI',
    'POCO F1',
    'hm-1sw',
    'HM1SW',
    'M2003J15SC',
    '22101316G',
    'Mi 9T',
  ])('the model %j is Xiaomi', (model) => {
    expect(byModel(model)).toEqual(['xiaomi']);
  });

  test.each([
    ['Xiaomi', 'xiaomi'],
    ['XIAOMI INC', 'xiaomi'],
    ['Xiaomi Communications Co., Ltd.', 'xiaomi'],
    ['Beijing Xiaomi Mobile Software Co.,Ltd', 'xiaomi'],
    ['xiaomi  Redmi', 'xiaomi'],
    ['小米', 'xiaomi'],
    ['ＸＩＡＯＭＩ', 'xiaomi'],
    ['Oppo', 'oppo'],
    ['OPPO', 'oppo'],
    ['One Plus', 'oneplus'],
    ['vivo Mobile Communication Co., Ltd.', 'vivo'],
    ['iQOO', 'vivo'],
    ['HUAWEI TECHNOLOGIES CO.,LTD', 'huawei'],
    ['samsung', 'samsung'],
    ['motorola', 'lenovo'],
    ['nubia', 'zte'],
    ['TECNO MOBILE LIMITED', 'transsion'],
  ])('the manufacturer %j is %s', (manufacturer, vendor) => {
    expect(byMaker(manufacturer)).toEqual([vendor]);
  });

  test.each([
    'notxiaomi',
    'Xiaomi Accessories Reseller',
    'Motorola Solutions',
    'BLU',
    'Honourable',
    'Ltd.',
    'Co',
    '',
    'M\u0456',
  ])('the manufacturer %j is none of the listed', (manufacturer) => {
    expect(byMaker(manufacturer)).toEqual([]);
  });

  test.each([
    'HM-G553-FL',
    'Vivo XL2',
    'RIO 2',
    'AGM A9',
    'Mito A16',
    'Mix',
    '20140112',
    'SM 02 2019',
    'iphone C600',
    '',
  ])('the model %j is none of the listed', (model) => {
    expect(byModel(model)).toEqual([]);
  });

  test('goes by the product code name too, where no make is given', () => {
    for (const manufacturer of ['unknown', 'Unknown', '']) {
      expect(identifyVendors(catalogue, { manufacturer, model: 'x', product: 'HM2014011' })).toEqual(['xiaomi']);
    }
  });

  test('does not take a code name alone for more than a make that the catalogue does not know', () => {
    const sony = { manufacturer: 'Sony', brand: 'Sony', model: 'D6503' };
    for (const product of ['sirius', 'libra', 'virgo', 'armani', 'ursa']) {
      expect(identifyVendors(catalogue, { ...sony, product })).toEqual([]);
    }
    expect(identifyVendorsByField(catalogue, { ...sony, model: 'HM 1SW', product: 'armani' })).toMatchObject({
      model: ['xiaomi'],
      product: ['xiaomi'],
    });
    expect(
      identifyVendors(catalogue, { manufacturer: 'unknown', brand: 'Sony', model: 'x', product: 'libra' }),
    ).toEqual([]);
  });

  test('lets manufacturer and brand decide over a series that a group shares', () => {
    expect(identifyVendors(catalogue, { manufacturer: 'OnePlus', model: 'CPH9999' })).toEqual(['oneplus']);
    expect(identifyVendors(catalogue, { manufacturer: 'OPPO', model: 'CPH9999' })).toEqual(['oppo']);
  });

  test('lets manufacturer and brand decide over a code name that strangers share', () => {
    expect(identifyVendors(catalogue, { manufacturer: 'LENOVO', model: 'Lenovo A706', product: 'armani' })).toEqual([
      'lenovo',
    ]);
    expect(identifyVendors(catalogue, { manufacturer: 'Xiaomi', model: 'HM 1SW', product: 'armani' })).toEqual([
      'xiaomi',
    ]);
  });

  test('names every vendor that the strings name', () => {
    expect(identifyVendors(catalogue, { manufacturer: 'HUAWEI', brand: 'HONOR', model: 'JSN-L21' })).toEqual([
      'honor',
      'huawei',
    ]);
  });

  test('goes by an organisation’s own entries', () => {
    const own = withOverrides(catalogue, {
      vendors: [
        {
          key: 'acme',
          brands: ['Acme'],
          models: ['AC-9*'],
          sources: [{ title: 'Our purchase', date: '2026-01-01' }],
          asOf: '2026-01-01',
        },
      ],
      services: [],
    });
    expect(identifyVendors(own, { manufacturer: 'ACME Inc.', model: 'x' })).toEqual(['acme']);
    expect(identifyVendors(own, { manufacturer: UNKNOWN, model: 'ac-900' })).toEqual(['acme']);
    expect(byModel('ac-900')).toEqual([]);
  });
});

describe('a conflict of strings', () => {
  const conflicts = (device: Parameters<typeof identifyVendorsByField>[1]): boolean =>
    isVendorConflict(catalogue, identifyVendorsByField(catalogue, device));

  test.each([
    { manufacturer: 'samsung', model: 'HM 1SW' },
    { manufacturer: 'Google', brand: 'Xiaomi', model: 'Pixel 6' },
    { manufacturer: 'samsung', model: 'SM-G991B', product: 'HM2014011' },
  ])('is seen in %j', (device) => {
    expect(conflicts(device)).toBe(true);
  });

  test.each([
    { manufacturer: 'Xiaomi', brand: 'Redmi', model: 'Redmi Note 8', product: 'ginkgo' },
    { manufacturer: 'HUAWEI', brand: 'HONOR', model: 'JSN-L21', product: 'JSN-L21' },
    { manufacturer: 'OPPO', brand: 'realme', model: 'RMX1805' },
    { manufacturer: 'OnePlus', brand: 'OnePlus', model: 'CPH2399', product: 'CPH2399' },
    { manufacturer: 'Huawei', brand: 'google', model: 'Nexus 6P', product: 'angler' },
    { manufacturer: 'LENOVO', brand: 'Lenovo', model: 'Lenovo A706', product: 'armani' },
    { manufacturer: 'unknown', brand: 'unknown', model: 'HM 1SW' },
  ])('is not seen in %j', (device) => {
    expect(conflicts(device)).toBe(false);
  });
});

test('identification of hostile text never throws and does not depend on what was asked before', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.constantFrom('__proto__', 'constructor', 'Xiaomi', '*', '**', '\ud800', '\0'),
  );
  fc.assert(
    fc.property(text, text, text, (manufacturer, brand, model) => {
      const device = { manufacturer, brand, model, product: model };
      const first = identifyVendorsByField(catalogue, device);
      expect(identifyVendorsByField(catalogue, { ...device })).toEqual(first);
    }),
  );
  expect(identifyVendors(catalogue, { manufacturer: 'X'.repeat(1_000_000), model: 'Redmi'.repeat(200_000) })).toEqual(
    [],
  );
});
