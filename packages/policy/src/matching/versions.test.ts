import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compareBuilds, compareBuildsExactly } from './builds.ts';
import { compareVersions } from './versions.ts';

const ANDROID_BY_DATE = { buildPattern: 'android' } as const;
const MIUI = { buildPattern: 'miui' } as const;
const SAMSUNG = { buildPattern: 'samsung' } as const;

describe('compareVersions', () => {
  test.each([
    ['13.10', '13.9', 1],
    ['13.1', '13.10', -1],
    ['13', '13.0', 0],
    ['13', '13.0.1', -1],
    ['17.4', '17.4', 0],
    ['010', '10', 0],
    ['99999999999999999999', '99999999999999999998', 1],
  ])('%s against %s is %i', (a, b, expected) => {
    expect(compareVersions(a, b)).toBe(expected);
    expect(compareVersions(b, a)).toBe(expected === 0 ? 0 : -expected);
  });

  test.each([
    ['13', 'Tiramisu'],
    ['13.x', '13'],
    ['', '1'],
    ['13.', '13'],
    ['-1', '1'],
    ['1'.repeat(300), '1'],
  ])('%s and %s cannot be compared', (a, b) => {
    expect(compareVersions(a, b)).toBeUndefined();
  });
});

describe('compareBuilds', () => {
  test.each([
    [MIUI, 'JHBMIBF30.0', 'JHCMIBH45.0', -1],
    [MIUI, 'JHCMIBH45.0', 'JHCMIBH44.0', 1],
    [MIUI, 'jhcmibh45.0', 'JHCMIBH45.0', 0],
    [MIUI, 'JHCCNBL36.0', 'JHCMIBH45.0', 1],
    [MIUI, '4.8.10', '4.10.3', -1],
    [MIUI, 'V6.3.5.0.KHJMICB', 'V6.10.1.0.KHJMICB', -1],
    [MIUI, 'V6.3.5.0.KHJMICB', 'JHCMIBH45.0', 1],
    [MIUI, 'V14.0.3.0.TMCMIXM', 'OS1.0.1.0.UMCINXM', -1],
    [SAMSUNG, 'G991BXXU5DVGA', 'G991BXXU5DVH1', -1],
    [SAMSUNG, 'G991BXXS9FXB1', 'G991BXXU5EWH3', 1],
    [SAMSUNG, 'TP1A.220624.014.G991BXXU5DVGA', 'G991BXXU5DVG9', 1],
    [ANDROID_BY_DATE, 'TQ3A.230805.001', 'TQ3A.230705.001.A1', 1],
    [ANDROID_BY_DATE, 'AP2A.240805.005', 'TQ3A.230805.001', 1],
    [ANDROID_BY_DATE, 'KTU84P', 'KTU84M', 1],
    [ANDROID_BY_DATE, 'JRO03C', 'JZO54K', -1],
    [ANDROID_BY_DATE, 'KTU84P', 'OPR6.170623.013', -1],
    [undefined, 'RMX1921_11_C.12', 'RMX1921_11_F.03', -1],
    [undefined, 'LIO-L29 10.1.0.288', 'LIO-L29 10.1.0.9', 1],
    [undefined, 'LIO-L29 10.1.0.288(C10E8R4P1)', 'LIO-L29 10.1.0.288', 0],
    [undefined, 'LIO-L29 10.1.0.288(C10E8R4P1)', 'LIO-L29 10.1.0.288(C10E8R4P2)', -1],
    [undefined, 'LIO-L29 10.1.0.9(C432E8R4P1)', 'LIO-L29 10.1.0.288(C10E8R4P1)', -1],
    [undefined, 'CPH1989EX_11_A.30', 'CPH1989EX_11_C.12', -1],
    [undefined, 'RMX3085_11_A.30', 'rmx3085_11_A.31', -1],
    [undefined, 'PD2034F_EX_A_6.70.8', 'PD2034F_EX_A_6.71.1', -1],
    [undefined, 'ONEPLUS A6003_22_191014', 'ONEPLUS A6003_22_200114', -1],
    [undefined, 'Flyme 8.1.3.0A', 'Flyme 9.0.1.0A', -1],
    [undefined, '13.10', '13.9', 1],
    [undefined, '13', '13.0', 0],
  ])('%j: %s against %s is %i', (vendor, a, b, expected) => {
    expect(compareBuilds(vendor, a, b)).toBe(expected);
    expect(compareBuilds(vendor, b, a)).toBe(expected === 0 ? 0 : -expected);
  });

  test.each([
    [MIUI, '4.8.10', 'V6.1.1.0'],
    [MIUI, '4.8.10', 'JHCMIBH45.0'],
    [MIUI, 'KTU84P', 'JHCMIBH45.0'],
    [MIUI, 'V5.1.0.0', 'JHCMIBH45.0'],
    [SAMSUNG, 'G991BXXU5DVGA', 'G996BXXU5DVGA'],
    [SAMSUNG, 'G991BXXU5DVGA', '13'],
    [ANDROID_BY_DATE, 'TQ3A.230805.001', 'custom'],
    [undefined, 'RMX1921_11_C.12', 'CPH2025_11_A.33'],
    [undefined, 'CPH1989EX_11_A.30', 'CPH2025_11_C.12'],
    [undefined, 'RMX1921_11_C.12', 'RMX3085_11_C.12'],
    [undefined, 'PD2034F_EX_A_6.70.8', 'PD1913F_EX_A_6.70.8'],
    [undefined, 'PD2034F_EX_A_6.70.8', 'PD2034F_A_6.70.9'],
    [undefined, 'ONEPLUS A6003_22_191014', 'ONEPLUS A6013_41_191014'],
    [undefined, 'ELS-NX9 11.0.0.196', 'ELS-N04 11.0.0.200'],
    [undefined, 'LIO-L29 10.1.0.288(C10E8R4P1)', 'LIO-L29 10.1.0.288(C432E8R4P1)'],
    [undefined, '13', 'A13'],
    [undefined, '', '1'],
    [undefined, '…', '1'],
  ])('%j: %s and %s cannot be compared', (vendor, a, b) => {
    expect(compareBuilds(vendor, a, b)).toBeUndefined();
    expect(compareBuilds(vendor, b, a)).toBeUndefined();
  });

  test.each([
    [MIUI, 'V14.0.3.0.TMCMIXM', 'v14.0.3.0.tmcmixm', 0],
    [MIUI, 'MIUI V14.0.3.0.TMCMIXM', 'V14.0.3.TMCMIXM', 0],
    [MIUI, 'V14.0.3.0.TMCMIXM', 'V14.0.3.0.TKXEUXM', undefined],
    [MIUI, 'V14.0.3.0.TMCMIXM', 'V14.0.3.0.UMCMIXM', undefined],
    [MIUI, 'V14.0.3.0.TMCMIXM', 'V14.0.4.0.TKXEUXM', -1],
    [MIUI, 'JHCMIBH45.0', 'JHCCNBH45.0', undefined],
    [MIUI, 'JHCMIBH45.0', 'JHBMIBH45.0', undefined],
    [SAMSUNG, 'G991BXXU5DVGA', 'G991BODM5DVGA', undefined],
    [SAMSUNG, 'TP1A.220624.014.G991BXXU5DVGA', 'G991BXXU5DVGA', 0],
    [undefined, 'LIO-L29 10.1.0.288(C10E8R4P1)', 'LIO-L29 10.1.0.288', undefined],
    [undefined, 'LIO-L29 10.1.0.288(C10E8R4P1)', 'lio-l29 10.1.0.288(c10e8r4p1)', 0],
    [undefined, '13', '13.0', 0],
  ])('%j: %s is exactly %s: %s', (vendor, a, b, expected) => {
    expect(compareBuildsExactly(vendor, a, b)).toBe(expected);
  });

  test('is an order on any text, and never throws', () => {
    const build = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[A-Z]{7}\d{1,2}\.\d$/),
      fc.stringMatching(/^[AB]{1,2}1[_ ]1[0-2]\.[0-2](\([CD]1E[12]\))?$/),
      fc.stringMatching(/^V?\d{1,2}(\.\d{1,2}){1,3}$/),
    );
    const vendor = fc.constantFrom(undefined, MIUI, SAMSUNG, ANDROID_BY_DATE);
    fc.assert(
      fc.property(vendor, build, build, (pattern, a, b) => {
        const order = compareBuilds(pattern, a, b);
        expect(compareBuilds(pattern, b, a)).toBe(order ? -order : order);
      }),
    );
  });
});
