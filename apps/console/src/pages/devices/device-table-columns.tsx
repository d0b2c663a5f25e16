import type { DeviceItem } from '../../api/types.ts';
import { DEVICE_COLUMNS } from '../../components/device-columns.tsx';
import type { SortableColumn } from '../../components/virtual-table.tsx';

/** How wide each column is, and what the API calls an order by it. */
const MORE: Readonly<Record<string, { width: string; sortKey?: string }>> = {
  Device: { width: '21%', sortKey: 'name' },
  Verdict: { width: '9.75rem', sortKey: 'verdict' },
  Findings: { width: '5.5rem' },
  Holder: { width: '19%', sortKey: 'holder' },
  Unit: { width: '16%', sortKey: 'unit' },
  IMEI: { width: '10rem' },
  'Last report': { width: '8.5rem', sortKey: 'lastReportAt' },
};

/** A device in the inventory. */
export const TABLE_COLUMNS: readonly SortableColumn<DeviceItem>[] = DEVICE_COLUMNS.map((column) => ({
  width: 'auto',
  ...MORE[column.header],
  ...column,
}));

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
