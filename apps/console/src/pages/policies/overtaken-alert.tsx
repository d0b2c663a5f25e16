import { Alert, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Instant } from '../../components/instant.tsx';
import { ProblemAlert } from '../../components/problem.tsx';
import { DiffView } from './diff-view.tsx';
import { versionQuery } from './policy-queries.ts';

interface Props {
  name: string;
  /** Version that has the newest text now. */
  newest: number;
  text: string;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
}

/** Somebody else saved the policy while it was being written on: says so, shows the difference, and offers the choice. */
export function OvertakenAlert({ name, newest, text, onKeepMine, onTakeTheirs }: Props) {
  const [isCompared, setCompared] = useState(false);
  const { data: theirs, error } = useQuery(versionQuery(name, newest));
  const what =
    theirs?.state === 'draft' || theirs === undefined ? `the draft, version ${newest},` : `version ${newest}`;
  return (
    <Alert role="alert" variant="outline" color="yellow" className="notice-warn" title="The draft changed meanwhile">
      <Stack gap="sm">
        <Text size="sm">
          Somebody else saved {what} {theirs && <Instant at={theirs.createdAt} relative />}. Your text below is kept,
          and nothing is saved until you choose.
        </Text>
        {error && <ProblemAlert error={error} />}
        {isCompared && !theirs && <Skeleton height={120} role="status" aria-label="Loading" />}
        {isCompared && theirs && (
          <div>
            <Text size="sm" mb={4}>
              What your text would take out of the other one (−) and bring in (+):
            </Text>
            <DiffView before={theirs.source} after={text} />
          </div>
        )}
        <Group gap="xs">
          <Button size="xs" variant="default" aria-expanded={isCompared} onClick={() => setCompared(!isCompared)}>
            {isCompared ? 'Hide the differences' : 'Compare the two'}
          </Button>
          <Button size="xs" variant="default" onClick={onKeepMine}>
            Go on with mine
          </Button>
          <Button size="xs" variant="default" onClick={onTakeTheirs}>
            Give up mine, take the other
          </Button>
        </Group>
      </Stack>
    </Alert>
  );
}
