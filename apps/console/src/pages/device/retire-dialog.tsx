import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { Device } from '../../api/types.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useDeviceChange } from './use-device-change.ts';

/** Retiring, with its reason: it cannot be undone. */
export function RetireDialog({ device, onClose }: { device: Device; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const mutation = useDeviceChange(device.id, { kind: 'retire', reason }, onClose);
  return (
    <ConfirmDialog
      title="Retire this device"
      text="It can report no more, and its verdict ends. Its history stays. To use the handset again, it has to enrol again."
      confirm="Retire"
      isDangerous
      opened
      onClose={onClose}
      mutation={mutation}
    >
      <TextInput
        label="Reason"
        required
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
    </ConfirmDialog>
  );
}
