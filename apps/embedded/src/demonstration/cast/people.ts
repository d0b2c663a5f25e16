/** The demonstration's people. They are made up; no real person is meant. */
export interface CastPerson {
  /** Names the person within the demonstration, and makes the address. */
  key: string;
  name: string;
  unit: string;
  /** Absent: no mailbox of one's own. */
  hasEmail?: false;
  locale?: 'hi';
  /** Key of the sponsor: the person is a dependant. */
  sponsor?: string;
  isMinor?: true;
}

/** Sponsors before their dependants. */
export const CAST_PEOPLE: readonly CastPerson[] = [
  { key: 'sgt-kulkarni', name: 'Sgt Arvind Kulkarni', unit: 'squadron-11' },
  { key: 'meera-kulkarni', name: 'Meera Kulkarni', unit: 'squadron-11', sponsor: 'sgt-kulkarni' },
  { key: 'cpl-nair', name: 'Cpl Sujith Nair', unit: 'maintenance-1' },
  {
    key: 'rohan-nair',
    name: 'Rohan Nair',
    unit: 'maintenance-1',
    sponsor: 'cpl-nair',
    isMinor: true,
    hasEmail: false,
  },
  { key: 'flt-lt-sandhu', name: 'Flt Lt Gurleen Sandhu', unit: 'squadron-72' },
  { key: 'lac-yadav', name: 'LAC Dinesh Yadav', unit: 'wing-7', locale: 'hi' },
  { key: 'wg-cdr-iyer', name: 'Wg Cdr Lakshmi Iyer', unit: 'command-headquarters' },
  { key: 'vivek-iyer', name: 'Vivek Iyer', unit: 'command-headquarters', sponsor: 'wg-cdr-iyer' },
  { key: 'air-cmde-negi', name: 'Air Cmde Prakash Negi', unit: 'command-headquarters' },
  { key: 'gp-capt-bose', name: 'Gp Capt Anindita Bose', unit: 'command-headquarters' },
  { key: 'sqn-ldr-menon', name: 'Sqn Ldr Ajith Menon', unit: 'squadron-11' },
  { key: 'flt-lt-dsouza', name: "Flt Lt Ryan D'Souza", unit: 'squadron-11' },
  { key: 'fg-offr-joshi', name: 'Fg Offr Kavita Joshi', unit: 'squadron-11' },
  { key: 'wo-pillai', name: 'WO Thomas Pillai', unit: 'maintenance-1' },
  { key: 'jwo-chauhan', name: 'JWO Mahesh Chauhan', unit: 'maintenance-1', locale: 'hi' },
  { key: 'sgt-debnath', name: 'Sgt Biplab Debnath', unit: 'maintenance-1' },
  { key: 'lac-meena', name: 'LAC Ramlal Meena', unit: 'maintenance-1', locale: 'hi' },
  { key: 'wg-cdr-khanna', name: 'Wg Cdr Nikhil Khanna', unit: 'squadron-72' },
  { key: 'flt-lt-reddy', name: 'Flt Lt Sravani Reddy', unit: 'squadron-72' },
  { key: 'sgt-lepcha', name: 'Sgt Karma Lepcha', unit: 'squadron-72' },
  { key: 'cpl-barman', name: 'Cpl Jyoti Barman', unit: 'wing-7' },
  { key: 'sqn-ldr-ahmed', name: 'Sqn Ldr Farah Ahmed', unit: 'station-hospital' },
  { key: 'flt-lt-thomas', name: 'Flt Lt Susan Thomas', unit: 'station-hospital' },
  { key: 'sgt-patil', name: 'Sgt Sunita Patil', unit: 'station-hospital' },
  { key: 'gp-capt-malik', name: 'Gp Capt Imran Malik', unit: 'training-station' },
  { key: 'sqn-ldr-verma', name: 'Sqn Ldr Alok Verma', unit: 'training-station' },
  { key: 'flt-cdt-oberoi', name: 'Flt Cdt Tara Oberoi', unit: 'training-station' },
  { key: 'flt-cdt-das', name: 'Flt Cdt Anirban Das', unit: 'training-station' },
  { key: 'maj-rathore', name: 'Maj Devendra Rathore', unit: 'army-liaison' },
  { key: 'capt-gill', name: 'Capt Simran Gill', unit: 'army-liaison' },
  { key: 'hav-gurung', name: 'Hav Prem Gurung', unit: 'army-liaison' },
];
