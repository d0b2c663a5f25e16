import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useDeviceChange } from './use-device-change.ts';

/** Says, with a reason, that a device is what it says it is, although what it said contradicted itself. */
export function ConfirmIdentityDialog({ deviceId, onClose }: { deviceId: string; onClose: () => void }) {
  const [reason, setReason] = useState('');
  const mutation = useDeviceChange(deviceId, { kind: 'confirm-identity', reason }, onClose);
  return (
    <ConfirmDialog
      title="Confirm identity"
      text="Confirm that this is the handset that was enrolled, although what it says of itself changed. Its identity conflicts are resolved, and do not open again for the same values. The device is judged again; the reason is kept in the audit."
      confirm="Confirm identity"
      opened
      onClose={onClose}
      mutation={mutation}
    >
      <TextInput
        label="Reason"
        description="How you know, for instance: seen, mainboard replaced by the workshop"
        required
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        data-autofocus
      />
    </ConfirmDialog>
  );
}
