import { Table, Text, UnstyledButton } from '@mantine/core';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import { measureElement, useWindowVirtualizer, type Virtualizer } from '@tanstack/react-virtual';
import {
  type CSSProperties,
  type KeyboardEvent,
  memo,
  type ReactNode,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import tableClasses from './paged-table.module.css';
import { type Column, EmptyState, LoadingRows } from './paged-table.tsx';
import { ProblemAlert } from './problem.tsx';
import { directionOf, type Selection, type Sorting } from './table-state.ts';
import { useStable } from './use-stable.ts';
import classes from './virtual-table.module.css';
import { formatNumber } from './words.ts';

/** A column that may be sorted by; its share of the width keeps columns where they are while rows come and go. */
export interface SortableColumn<Row> extends Column<Row> {
  /** What the API calls an order by it. */
  sortKey?: string;
  width: string;
}

interface Props<Row> {
  /** What the table lists, for those who do not see it. */
  label: string;
  columns: readonly SortableColumn<Row>[];
  query: UseInfiniteQueryResult<InfiniteData<{ items: Row[]; nextCursor: string | null }>>;
  rowKey: (row: Row) => string;
  /** What a row is called, for its checkbox. */
  rowName: (row: Row) => string;
  /** How many rows the list has in all; absent while that is not known. */
  total: number | undefined;
  sorting: Sorting;
  /** Absent: rows cannot be selected. */
  selection?: Selection | undefined;
  /** Shown where nothing is listed. */
  empty: ReactNode;
}

/** Before a row was measured. */
const ROW_HEIGHT = 57;
const ROWS_AHEAD = 20;

/**
 * A long list as a table: only the rows in sight are in the document, and more are read as the page is scrolled. To a screen
 * reader it has all its rows; up and down go from row to row.
 */
export function VirtualTable<Row>(props: Props<Row>) {
  const { query, empty } = props;
  if (query.isPending) return <LoadingRows />;
  if (query.isError && !query.data) {
    return (
      <div className={tableClasses.around}>
        <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return rows.length === 0 ? <EmptyState>{empty}</EmptyState> : <Rows {...props} rows={rows} />;
}

function Rows<Row>({ rows, ...props }: Props<Row> & { rows: readonly Row[] }) {
  const { label, columns, query, rowKey, rowName, total, sorting, selection } = props;
  const { frame, virtualizer } = useRowsInSight(rows, rowKey);
  const shown = virtualizer.getVirtualItems();
  const { scrollMargin } = virtualizer.options;
  const last = shown.at(-1);
  const isNearEnd = last !== undefined && last.index >= rows.length - ROWS_AHEAD;
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  useEffect(() => {
    if (isNearEnd && hasNextPage && !isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [isNearEnd, hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  return (
    <div ref={frame}>
      <Table
        aria-label={label}
        aria-rowcount={(total ?? -2) + 1}
        aria-busy={query.isPlaceholderData}
        highlightOnHover
        stickyHeader
        stickyHeaderOffset="var(--app-shell-header-offset, 0rem)"
        verticalSpacing={8}
        horizontalSpacing="md"
        className={`${tableClasses.table} ${classes.table}`}
        onKeyDown={(event) => goToRow(event, virtualizer, rows.length)}
      >
        <Head
          columns={columns}
          sort={sorting.value}
          onSort={sorting.by}
          chosen={selection && shareOf(selection, rows.map(rowKey))}
          onChoose={useStable((isAll: boolean) => selection?.set(isAll ? rows.map(rowKey) : []))}
        />
        <Table.Tbody>
          <Space height={(shown[0]?.start ?? scrollMargin) - scrollMargin} />
          {shown.map(({ index }) => {
            const row = rows[index];
            return (
              row && (
                <RowInSight
                  key={rowKey(row)}
                  row={row}
                  id={rowKey(row)}
                  index={index}
                  columns={columns}
                  rowName={rowName}
                  isSelected={selection?.has(rowKey(row))}
                  onToggle={selection?.toggle}
                  measure={virtualizer.measureElement}
                />
              )
            );
          })}
          <Space height={virtualizer.getTotalSize() - ((last?.end ?? scrollMargin) - scrollMargin)} />
        </Table.Tbody>
      </Table>
      <Foot query={query} shown={rows.length} total={total} />
    </div>
  );
}

/** Which rows are in sight; where the table begins moves with what is above it. */
function useRowsInSight<Row>(rows: readonly Row[], rowKey: (row: Row) => string) {
  const frame = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  // After every rendering, since anything above may have grown.
  useLayoutEffect(() => {
    const head = frame.current?.querySelector('thead');
    if (head) setTop(Math.round(head.getBoundingClientRect().height + (frame.current?.offsetTop ?? 0)));
  });
  const height = useRef(ROW_HEIGHT);
  const virtualizer = useWindowVirtualizer<HTMLTableRowElement>({
    count: rows.length,
    // New rows are most likely as high as the last one: were they not, all of them would be placed and drawn twice.
    estimateSize: () => height.current,
    measureElement: (element, entry, instance) => {
      height.current = measureElement(element, entry, instance);
      return height.current;
    },
    getItemKey: (index) => (rows[index] === undefined ? index : rowKey(rows[index])),
    overscan: 6,
    scrollMargin: top,
  });
  return { frame, virtualizer };
}

/** In place of the rows that are not in sight. */
function Space({ height }: { height: number }) {
  return (
    height > 0 && (
      <tr aria-hidden className={classes.space}>
        <td style={{ height }} />
      </tr>
    )
  );
}

interface RowProps<Row> extends Pick<Props<Row>, 'columns' | 'rowName'> {
  row: Row;
  id: string;
  index: number;
  /** Absent: it cannot be selected. */
  isSelected: boolean | undefined;
  onToggle: ((id: string) => void) | undefined;
  measure: (element: HTMLTableRowElement | null) => void;
}

/** Plain elements, made anew only when the row itself changes: what a table costs is its cells. */
const RowInSight = memo(function RowInSight<Row>(props: RowProps<Row>) {
  const { row, id, index, columns, rowName, isSelected, onToggle, measure } = props;
  return (
    <tr ref={measure} data-index={index} aria-rowindex={index + 2} data-selected={isSelected}>
      {isSelected !== undefined && (
        <td className={classes.choice}>
          <input
            type="checkbox"
            checked={isSelected}
            onChange={() => onToggle?.(id)}
            aria-label={`Select ${rowName(row)}`}
          />
        </td>
      )}
      {columns.map(({ header, cell, wide, align }) => (
        <td key={header} data-wide={wide} data-align={align}>
          {cell(row)}
        </td>
      ))}
    </tr>
  );
}) as <Row>(props: RowProps<Row>) => ReactNode;

type Share = 'all' | 'some' | 'none';

function shareOf(selection: Selection, ids: readonly string[]): Share {
  const chosen = ids.filter((id) => selection.has(id)).length;
  if (chosen === 0) return 'none';
  return chosen === ids.length ? 'all' : 'some';
}

interface HeadProps<Row> extends Pick<Props<Row>, 'columns'> {
  sort: string | undefined;
  onSort: Sorting['by'];
  /** How many of the rows are selected; absent: rows cannot be. */
  chosen: Share | undefined;
  onChoose: (isAll: boolean) => void;
}

/** Stays as it is while rows come and go. */
const Head = memo(function Head<Row>({ columns, sort, onSort, chosen, onChoose }: HeadProps<Row>) {
  return (
    <Table.Thead>
      <Table.Tr aria-rowindex={1}>
        {chosen !== undefined && (
          <Table.Th scope="col" className={classes.choice}>
            <input
              type="checkbox"
              ref={(box) => {
                if (box) box.indeterminate = chosen === 'some';
              }}
              checked={chosen === 'all'}
              onChange={() => onChoose(chosen !== 'all')}
              aria-label="Select all that are shown"
            />
          </Table.Th>
        )}
        {columns.map(({ header, wide, align, sortKey, width }) => (
          <Table.Th
            key={header}
            scope="col"
            data-wide={wide}
            data-align={align}
            style={{ '--width': width } as CSSProperties}
            aria-sort={sortKey === undefined ? undefined : directionOf(sort, sortKey)}
          >
            {sortKey === undefined ? (
              header
            ) : (
              <UnstyledButton className={classes.sort} onClick={() => onSort(sortKey)}>
                {header}
              </UnstyledButton>
            )}
          </Table.Th>
        ))}
      </Table.Tr>
    </Table.Thead>
  );
}) as <Row>(props: HeadProps<Row>) => ReactNode;

interface FootProps {
  query: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchNextPageError' | 'error' | 'fetchNextPage'>;
  shown: number;
  total: number | undefined;
}

function Foot({ query, shown, total }: FootProps) {
  const { hasNextPage, isFetchNextPageError, error, fetchNextPage } = query;
  return (
    <div className={tableClasses.foot}>
      {isFetchNextPageError && <ProblemAlert error={error} onRetry={() => void fetchNextPage()} />}
      <Text size="sm" c="dimmed" role="status">
        {hasNextPage
          ? `The first ${formatNumber(shown)}${total === undefined ? '' : ` of ${formatNumber(total)}`}; more are read as you go on`
          : `All ${formatNumber(shown)}`}
      </Text>
    </div>
  );
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };

/** Up and down from a control of one row to the same one of the next. */
function goToRow(event: KeyboardEvent, virtualizer: Virtualizer<Window, HTMLTableRowElement>, count: number): void {
  const step = STEPS[event.key];
  const control = event.target as HTMLElement;
  const row = control.closest<HTMLElement>('[data-index]');
  if (step === undefined || !row) return;
  const next = Number(row.dataset.index) + step;
  if (next < 0 || next >= count) return;
  event.preventDefault();
  const selector = control.tagName === 'INPUT' ? 'input' : 'a';
  virtualizer.scrollToIndex(next, { align: 'auto' });
  const table = event.currentTarget;
  requestAnimationFrame(() => table.querySelector<HTMLElement>(`[data-index="${next}"] ${selector}`)?.focus());
}
