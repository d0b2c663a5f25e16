import { expect, test } from '@jest/globals';
import { baseCatalogue } from '../catalogue/index.ts';
import { catalogueIndexOf } from './catalogue-index.ts';

test('what one device of a model says of its make is not taken for what another of that model says', () => {
  const { identify } = catalogueIndexOf(baseCatalogue());
  const devices = [
    { manufacturer: 'Xiaomi', model: 'X-1' },
    { manufacturer: 'Acme', model: 'X-1' },
    { manufacturer: 'Acme', brand: 'Huawei', model: 'X-1' },
    { manufacturer: 'Xiaomi', brand: 'Huawei', model: 'X-1' },
  ];
  const named = () => devices.map((device) => identify(device).vendors);
  expect(named()).toEqual([['xiaomi'], [], ['huawei'], ['huawei', 'xiaomi']]);
  expect(named()).toEqual([['xiaomi'], [], ['huawei'], ['huawei', 'xiaomi']]);
});
