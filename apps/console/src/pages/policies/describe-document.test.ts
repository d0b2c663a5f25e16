import { describe, expect, test } from '@jest/globals';
import { describeRemediations, describeScope, describeSources } from './describe-document.ts';

const unitName = (key: string) => (key === 'air-command' ? 'Air Command' : key);

describe('a policy in words', () => {
  test('tells whom it is for: everybody, or who fits, and who is excepted', () => {
    expect(describeScope(undefined, unitName)).toEqual({ sentence: 'It applies to every device.', names: [] });
    const scope = { units: ['air-command'], ownership: ['issued'], except: { groups: ['pilots'], units: [] } };
    expect(describeScope(scope, unitName)).toEqual({
      sentence: 'It applies to devices that fit all of these, but not to those named as exceptions.',
      names: [
        { kind: 'Units, with their sub-units', items: ['Air Command'] },
        { kind: 'Ownership', items: ['issued'] },
        { kind: 'Except groups', items: ['pilots'] },
      ],
    });
  });

  test('tells which findings a remediation closes, on which handsets', () => {
    const covers = { rules: ['a', 'b'], vendor: 'xiaomi', models: ['HM 1S*', '2014011'], build: '>= JHCMIBH45.0' };
    const remediations = [
      { id: 'fix', covers, confirmedBy: 'lab' },
      { id: 'other', title: 'Other', covers: { build: '< 7' } },
    ];
    expect(describeRemediations(remediations)).toMatchObject([
      {
        sentence:
          'It closes findings of a and b on Xiaomi handsets of the models HM 1S* or 2014011 from build JHCMIBH45.0 on.',
        confirmedBy: 'lab',
      },
      { title: 'Other', sentence: 'It closes findings of every rule but those of vendors on handsets before build 7.' },
    ]);
  });

  test('makes links of web addresses alone: a script in a source of another organisation stays text', () => {
    const sources = describeSources([
      { id: 'a', title: 'A', date: '2014-08-07', url: 'https://lab.example/a' },
      { id: 'b', title: 'B', date: '2014-08-14', url: 'javascript:alert(1)', affects: { vendor: 'xiaomi' } },
    ]);
    expect(sources).toMatchObject([
      { id: 'b', url: undefined, affects: 'Xiaomi handsets' },
      { id: 'a', url: 'https://lab.example/a', affects: undefined },
    ]);
  });
});
