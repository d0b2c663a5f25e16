import { Button, Group, Stack, Text } from '@mantine/core';
import type { UseMutationResult } from '@tanstack/react-query';
import type { FormEvent, ReactNode } from 'react';
import { Dialog } from './dialog.tsx';
import { ProblemAlert } from './problem.tsx';

interface Props {
  title: string;
  /** What will happen, in a sentence. */
  text?: ReactNode;
  /** Fields to fill in. */
  children?: ReactNode;
  confirm: string;
  isDangerous?: boolean;
  opened: boolean;
  onClose: () => void;
  mutation: Pick<UseMutationResult<unknown, Error, void>, 'mutate' | 'isPending' | 'isError' | 'error'>;
}

/** Asks before something is done, with what it needs to know; stays open with its input if that fails. */
export function ConfirmDialog(props: Props) {
  const { title, text, children, confirm, isDangerous, opened, onClose, mutation } = props;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutation.mutate();
  };
  return (
    <Dialog opened={opened} onClose={onClose} title={title}>
      <form onSubmit={submit}>
        <Stack>
          {text && <Text size="sm">{text}</Text>}
          {children}
          {mutation.isError && <ProblemAlert error={mutation.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={mutation.isPending} {...(isDangerous ? { color: 'red.9' } : {})}>
              {confirm}
            </Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}
