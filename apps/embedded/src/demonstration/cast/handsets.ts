/** A handset of the demonstration. */
export interface CastHandset {
  /** Name of its directory below `<data dir>/demonstration`. */
  key: string;
  scenario: string;
  ownership: 'issued' | 'personal' | 'dependant';
  /** Key of the holder; absent: issued to a unit. */
  person?: string;
  /** Only without a holder. */
  unit?: string;
  /** It enrols and then keeps silent. */
  isSilent?: true;
}

/** The handsets of the case first: what the summary tells about. */
const OF_THE_CASE: readonly CastHandset[] = [
  { key: 'redmi-1s', scenario: 'redmi-1s-before-fix', ownership: 'personal', person: 'sgt-kulkarni' },
  { key: 'redmi-1s-dependant', scenario: 'redmi-1s-before-fix', ownership: 'dependant', person: 'meera-kulkarni' },
  { key: 'redmi-note-minor', scenario: 'redmi-note-beijing', ownership: 'dependant', person: 'rohan-nair' },
  { key: 'redmi-note', scenario: 'redmi-note-beijing', ownership: 'personal', person: 'flt-lt-sandhu' },
  { key: 'redmi-1s-updated', scenario: 'redmi-1s-after-fix', ownership: 'personal', person: 'lac-yadav' },
  { key: 'mi-pad', scenario: 'mi-pad', ownership: 'dependant', person: 'vivek-iyer' },
  { key: 'wechat', scenario: 'wechat-user', ownership: 'personal', person: 'flt-lt-dsouza' },
  { key: 'rooted', scenario: 'rooted-handset', ownership: 'personal', person: 'flt-cdt-das' },
  { key: 'without-connections', scenario: 'handset-without-connections', ownership: 'personal', person: 'jwo-chauhan' },
  { key: 'silent', scenario: 'motorola-moto-e', ownership: 'personal', person: 'sgt-lepcha', isSilent: true },
];

const PERSONAL: readonly (readonly [person: string, scenario: string])[] = [
  ['air-cmde-negi', 'apple-iphone-5s'],
  ['gp-capt-bose', 'blackberry-q10'],
  ['wg-cdr-iyer', 'apple-iphone-5s'],
  ['sqn-ldr-menon', 'samsung-galaxy-s5'],
  ['fg-offr-joshi', 'motorola-moto-g'],
  ['wo-pillai', 'nokia-lumia-630'],
  ['sgt-debnath', 'micromax-canvas'],
  ['lac-meena', 'micromax-canvas'],
  ['cpl-nair', 'motorola-moto-g'],
  ['wg-cdr-khanna', 'sony-xperia-z2'],
  ['flt-lt-reddy', 'google-nexus-5'],
  ['cpl-barman', 'motorola-moto-e'],
  ['sqn-ldr-ahmed', 'htc-desire-816'],
  ['flt-lt-thomas', 'lg-g2'],
  ['sgt-patil', 'nokia-lumia-630'],
  ['gp-capt-malik', 'samsung-galaxy-s5'],
  ['sqn-ldr-verma', 'sony-xperia-z2'],
  ['flt-cdt-oberoi', 'google-nexus-5'],
  ['maj-rathore', 'samsung-galaxy-s3'],
  ['capt-gill', 'motorola-moto-g'],
  ['hav-gurung', 'nokia-lumia-630'],
];

const ISSUED: readonly (readonly [person: string, scenario: string])[] = [
  ['sqn-ldr-menon', 'samsung-galaxy-tab'],
  ['wg-cdr-khanna', 'samsung-galaxy-tab'],
  ['air-cmde-negi', 'apple-ipad-air'],
  ['maj-rathore', 'blackberry-q10'],
];

const OF_UNITS: readonly (readonly [unit: string, scenario: string])[] = [
  ['squadron-11', 'samsung-galaxy-s3'],
  ['squadron-72', 'samsung-galaxy-s3'],
  ['station-hospital', 'samsung-galaxy-tab'],
  ['training-station', 'nokia-lumia-630'],
  ['maintenance-1', 'lg-g2'],
];

/** All handsets, in the order in which they enrol. */
export const CAST_HANDSETS: readonly CastHandset[] = [
  ...OF_THE_CASE,
  ...PERSONAL.map(([person, scenario]) => ({
    key: `${person}-phone`,
    scenario,
    person,
    ownership: 'personal' as const,
  })),
  ...ISSUED.map(([person, scenario]) => ({ key: `${person}-issued`, scenario, person, ownership: 'issued' as const })),
  ...OF_UNITS.map(([unit, scenario]) => ({ key: `${unit}-issued`, scenario, unit, ownership: 'issued' as const })),
];
