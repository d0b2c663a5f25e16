import { Group, Modal } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  title: string;
  opened: boolean;
  /** Absent: it closes only when what it asks for is done. */
  onClose?: () => void;
  zIndex?: number;
  children: ReactNode;
}

const stay = () => undefined;

/** A dialog over the page: keeps the focus within, gives it back afterwards. */
export function Dialog({ title, opened, onClose, zIndex, children }: Props) {
  const mayClose = onClose !== undefined;
  return (
    <Modal.Root
      opened={opened}
      onClose={onClose ?? stay}
      closeOnEscape={mayClose}
      closeOnClickOutside={mayClose}
      centered
      {...(zIndex === undefined ? {} : { zIndex })}
    >
      <Modal.Overlay />
      <Modal.Content>
        {/* Not the library's header: within a dialog it would be a second banner of the page. */}
        <Group justify="space-between" px="md" pt="md" pb="xs" wrap="nowrap">
          <Modal.Title fw={600}>{title}</Modal.Title>
          {mayClose && <Modal.CloseButton aria-label="Close" />}
        </Group>
        <Modal.Body>{children}</Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}
