import { Button, Group, Text } from '@mantine/core';
import { useState } from 'react';
import classes from '../../components/paged-table.module.css';
import { formatNumber } from '../../components/words.ts';

const STEP = 100;

/** So many of the rows that are there already, and a way to more: a table of ten thousand is slow. */
export function useFirst<Row>(rows: readonly Row[]): { first: readonly Row[]; more: (() => void) | undefined } {
  const [limit, setLimit] = useState(STEP);
  const more = rows.length > limit ? () => setLimit(limit + STEP) : undefined;
  return { first: rows.slice(0, limit), more };
}

interface Props {
  shown: number;
  total: number;
  onMore: (() => void) | undefined;
}

/** Below such a table: how much of it is shown, and the way to more. */
export function FirstOf({ shown, total, onMore }: Props) {
  return (
    <Group justify="space-between" className={classes.foot}>
      <Text size="sm" c="dimmed">
        {shown < total ? `The first ${formatNumber(shown)} of ${formatNumber(total)}` : `All ${formatNumber(total)}`}
      </Text>
      {onMore && (
        <Button variant="default" size="xs" onClick={onMore}>
          Show more
        </Button>
      )}
    </Group>
  );
}
