/** The demonstration's units, below the organisation's root. All names are made up. */
export interface CastUnit {
  key: string;
  name: string;
  /** Key of the unit above; absent: the root. */
  parent?: string;
}

/** Parents before their children. */
export const CAST_UNITS: readonly CastUnit[] = [
  { key: 'air-command', name: 'Air Command' },
  { key: 'command-headquarters', name: 'Command Headquarters', parent: 'air-command' },
  { key: 'wing-1', name: '1 Wing', parent: 'air-command' },
  { key: 'squadron-11', name: '11 Squadron', parent: 'wing-1' },
  { key: 'maintenance-1', name: 'Maintenance Flight, 1 Wing', parent: 'wing-1' },
  { key: 'wing-7', name: '7 Wing', parent: 'air-command' },
  { key: 'squadron-72', name: '72 Squadron', parent: 'wing-7' },
  { key: 'station-hospital', name: 'Station Hospital', parent: 'wing-7' },
  { key: 'training-station', name: 'Training Station', parent: 'air-command' },
  { key: 'army-liaison', name: 'Army Liaison' },
];
