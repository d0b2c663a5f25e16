import { Button, Center, Group, Skeleton, Stack, Table, Text } from '@mantine/core';
import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import classes from './paged-table.module.css';
import { ProblemAlert } from './problem.tsx';

export interface Column<Row> {
  header: string;
  cell: (row: Row) => ReactNode;
  /** Not shown on a narrow screen. */
  wide?: boolean;
  align?: 'end';
}

interface Page<Row> {
  items: Row[];
  nextCursor: string | null;
}

interface Props<Row> {
  /** What the table lists, for those who do not see it. */
  label: string;
  columns: readonly Column<Row>[];
  query: UseInfiniteQueryResult<InfiniteData<Page<Row>>>;
  rowKey: (row: Row) => string;
  /** Shown where nothing is listed. */
  empty: ReactNode;
}

/** A list of the API as a table: read page by page, with its loading, empty and error states. */
export function PagedTable<Row>({ label, columns, query, rowKey, empty }: Props<Row>) {
  if (query.isPending) return <LoadingRows />;
  if (query.isError && !query.data) {
    return (
      <div className={classes.around}>
        <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />
      </div>
    );
  }
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (rows.length === 0) return <EmptyState>{empty}</EmptyState>;
  return (
    <>
      <RowsTable label={label} columns={columns} rows={rows} rowKey={rowKey} />
      <MoreRows query={query} shown={rows.length} />
    </>
  );
}

interface MoreProps {
  query: Pick<UseInfiniteQueryResult, 'hasNextPage' | 'isFetchingNextPage' | 'fetchNextPage'>;
  shown: number;
}

/** Below a list: how much of it is shown, and the way to more. */
export function MoreRows({ query, shown }: MoreProps) {
  return (
    <Group justify="space-between" className={classes.foot}>
      <Text size="sm" c="dimmed" role="status">
        {query.hasNextPage ? `The first ${shown}` : `All ${shown}`}
      </Text>
      {query.hasNextPage && (
        <Button
          variant="default"
          size="xs"
          loading={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          Show more
        </Button>
      )}
    </Group>
  );
}

interface RowsProps<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
}

/** Rows that are there already. */
export function RowsTable<Row>({ label, columns, rows, rowKey }: RowsProps<Row>) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1).
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms.
    <div role="group" className={classes.scroll} aria-label={label} tabIndex={0}>
      <Table highlightOnHover verticalSpacing={8} horizontalSpacing="md" className={classes.table}>
        <Table.Thead>
          <Table.Tr>
            {columns.map(({ header, wide, align }) => (
              <Table.Th key={header} data-wide={wide} data-align={align} scope="col">
                {header}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={rowKey(row)}>
              {columns.map(({ header, cell, wide, align }) => (
                <Table.Td key={header} data-wide={wide} data-align={align}>
                  {cell(row)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

/** Where there is nothing to list. */
export function EmptyState({ children }: { children: ReactNode }) {
  return (
    <Center className={classes.empty}>
      <Text size="sm" c="dimmed" ta="center" component="div">
        {children}
      </Text>
    </Center>
  );
}

/** While a list is read. */
export function LoadingRows() {
  return (
    <Stack gap="xs" className={classes.around} role="status" aria-label="Loading">
      {['a', 'b', 'c', 'd', 'e'].map((key) => (
        <Skeleton key={key} height={26} />
      ))}
    </Stack>
  );
}
