import { Panel } from '../../components/page.tsx';
import { RowsTable } from '../../components/paged-table.tsx';
import { FirstOf, useFirst } from './first-rows.tsx';
import type { ImportResult } from './use-import.ts';

type Fault = ImportResult['faults'][number];

/** Every fault by row: what stands there, what is wrong, how to mend it. */
export function FaultsPanel({ result: { faults, faultCount } }: { result: ImportResult }) {
  const { first, more } = useFirst(faults);
  const rows = first.map((fault, index) => ({ ...fault, key: `${fault.row}-${index}` }));
  return (
    <Panel title="Faults" flush>
      <RowsTable
        label="Faults"
        rows={rows}
        rowKey={(row) => row.key}
        columns={[
          { header: 'Row', cell: (row) => row.row },
          {
            header: 'Column',
            cell: (row: Fault) => (
              <>
                {row.column ?? 'the row'}
                {row.value !== null && (
                  <div>
                    <code>{row.value}</code>
                  </div>
                )}
              </>
            ),
          },
          {
            header: 'Fault',
            cell: (row: Fault) => (
              <>
                {row.detail}
                <div>{row.remedy}</div>
              </>
            ),
          },
        ]}
      />
      <FirstOf shown={first.length} total={faultCount} onMore={more} />
    </Panel>
  );
}
