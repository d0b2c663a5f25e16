import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/page.tsx';
import { RowsTable } from '../../components/paged-table.tsx';
import { FirstOf, useFirst } from './first-rows.tsx';
import classes from './import.module.css';
import type { ImportResult } from './use-import.ts';

type Change = ImportResult['changes'][number];

/** What each row adds or changes. */
export function ChangesPanel({ result }: { result: ImportResult }) {
  const { changes, isApplied, created, updated } = result;
  const { first, more } = useFirst(changes);
  const title = isApplied ? 'What was done' : 'What would be done';
  return (
    <Panel title={title} flush>
      <RowsTable
        label={title}
        rows={first}
        rowKey={(row) => String(row.row)}
        columns={[
          { header: 'Row', cell: (row) => row.row },
          { header: 'Name', cell: (row) => <strong>{row.name}</strong> },
          { header: 'Action', cell: ({ action }) => <Mark {...ACTIONS[action]} /> },
          {
            header: 'Values',
            cell: ({ action, columns }) =>
              columns
                .filter(({ column }) => action === 'update' || column !== 'name')
                .map((value) => <Value key={value.column} value={value} isNew={action === 'create'} />),
          },
        ]}
      />
      <FirstOf shown={first.length} total={created + updated} onMore={more} />
    </Panel>
  );
}

const ACTIONS = {
  create: { tone: 'good', label: 'add' },
  update: { tone: 'info', label: 'change' },
} as const;

function Value({ value: { column, before, after }, isNew }: { value: Change['columns'][number]; isNew: boolean }) {
  return (
    <div>
      {column}: {!isNew && before && <s className={classes.before}>{before}</s>} {after || (isNew ? '–' : 'emptied')}
    </div>
  );
}
