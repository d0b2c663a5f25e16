import type { ReactNode } from 'react';
import type { DeviceItem } from '../../api/types.ts';
import { DEVICE_COLUMNS } from '../../components/device-columns.tsx';
import type { SortableColumn } from '../../components/virtual-table.tsx';
import classes from './device-table-columns.module.css';

/** How wide each column is, and what the API calls an order by it. */
const MORE: Readonly<Record<string, { width: string; sortKey?: string }>> = {
  Device: { width: '21%', sortKey: 'name' },
  Verdict: { width: '10.5rem', sortKey: 'verdict' },
  Findings: { width: '5.5rem' },
  Holder: { width: '19%', sortKey: 'holder' },
  Unit: { width: '16%', sortKey: 'unit' },
  IMEI: { width: '10rem' },
  'Last report': { width: '8.5rem', sortKey: 'lastReportAt' },
};

/** A device in the inventory; on a narrow screen its holder stands below its name. */
export const TABLE_COLUMNS: readonly SortableColumn<DeviceItem>[] = DEVICE_COLUMNS.map((column) => ({
  width: 'auto',
  ...MORE[column.header],
  ...column,
  ...(column.header === 'Holder' && { wide: true }),
  ...(column.header === 'Device' && { cell: (row: DeviceItem) => nameAndHolder(row, column.cell(row)) }),
}));

function nameAndHolder(row: DeviceItem, name: ReactNode): ReactNode {
  return (
    <>
      {name}
      <div className={classes.narrow}>{[row.person?.name, row.ownership].filter(Boolean).join(', ')}</div>
    </>
  );
}

/** Orders by what has no column, or none on a narrow screen, are chosen from a list. */
export const SORTS = [
  { value: 'name', label: 'Name' },
  { value: 'verdict', label: 'Verdict, worst first' },
  { value: 'holder', label: 'Holder' },
  { value: 'unit', label: 'Unit' },
  { value: '-lastReportAt', label: 'Last report, newest first' },
  { value: 'lastReportAt', label: 'Last report, oldest first' },
  { value: '-enrolledAt', label: 'Enrolled, newest first' },
] as const;
