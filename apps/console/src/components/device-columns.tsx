import type { DeviceItem } from '../api/types.ts';
import { Instant } from './instant.tsx';
import { DeviceLink } from './links.tsx';
import { StateMark, VerdictMark } from './mark.tsx';
import type { Column } from './paged-table.tsx';
import { deviceName, systemName } from './words.ts';

/** A device in a list: what it is, its verdict, who holds it. */
export const DEVICE_COLUMNS: readonly Column<DeviceItem>[] = [
  {
    header: 'Device',
    cell: (row) => (
      <>
        <DeviceLink deviceId={row.id}>{deviceName(row)}</DeviceLink>
        <div>{systemName(row.osName, row.osVersion)}</div>
      </>
    ),
  },
  {
    header: 'Verdict',
    cell: (row) => (row.state === 'active' ? <VerdictMark verdict={row.verdict} /> : <StateMark state={row.state} />),
  },
  { header: 'Findings', align: 'end', wide: true, cell: (row) => row.openFindings || '–' },
  {
    header: 'Holder',
    cell: (row) => (
      <>
        {row.person?.name ?? '–'}
        <div>{row.ownership}</div>
      </>
    ),
  },
  { header: 'Unit', wide: true, cell: (row) => row.unit.name ?? '–' },
  { header: 'IMEI', wide: true, cell: (row) => <code className="whole">{row.imei[0] ?? '–'}</code> },
  { header: 'Last report', wide: true, cell: (row) => <Instant at={row.lastReportAt} fallback="never" relative /> },
];
