import { FileInput, Text } from '@mantine/core';
import { useState } from 'react';
import classes from './import.module.css';
import type { ImportKind } from './use-import.ts';

interface Props {
  isChosen: boolean;
  kind: ImportKind;
  onChoose: (file: File | null) => Promise<void>;
}

const MAX_BYTES = 16 * 1_048_576;

/** Where a file is chosen. Its content is kept: after it was mended, it is chosen again. */
export function ChosenFile({ isChosen, kind, onChoose }: Props) {
  const [shown, setShown] = useState<File | null>(null);
  const [error, setError] = useState<string>();
  const choose = async (chosen: File | null) => {
    setShown(chosen);
    const isTooLarge = chosen !== null && chosen.size > MAX_BYTES;
    setError(isTooLarge ? 'The file is larger than 16 MiB. Split it, and import the parts one by one.' : undefined);
    await onChoose(isTooLarge ? null : chosen).catch(() =>
      setError('The file cannot be read. It may have been moved or changed: choose it again.'),
    );
  };
  return (
    <div>
      <FileInput
        label={kind === 'people' ? 'CSV file of people' : 'CSV file of devices'}
        description="At most 100,000 rows and 16 MiB. Nothing is changed by choosing it."
        placeholder="Choose a file"
        accept=".csv,text/csv"
        value={shown}
        onChange={(chosen) => void choose(chosen)}
        error={error}
        clearable
        classNames={{ placeholder: classes.placeholder ?? '' }}
        clearButtonProps={{ 'aria-label': 'Remove the file' }}
        maw={480}
      />
      {isChosen && (
        <Text size="xs" c="dimmed" mt={4}>
          After mending the file, choose it again.
        </Text>
      )}
    </div>
  );
}
