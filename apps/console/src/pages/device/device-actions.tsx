import { Button, Menu } from '@mantine/core';
import { useState } from 'react';
import type { Device } from '../../api/types.ts';
import { AssignDialog } from './assign-dialog.tsx';
import { RetireDialog } from './retire-dialog.tsx';
import { useDeviceChange } from './use-device-change.ts';

/** What can be done with a device by who may. */
export function DeviceActions({ device }: { device: Device }) {
  const [dialog, setDialog] = useState<'assign' | 'retire'>();
  const approve = useDeviceChange(device.id, { kind: 'approve' });
  const close = () => setDialog(undefined);
  if (device.state === 'retired') return null;
  return (
    <>
      {device.state === 'pending' && (
        <Button size="sm" loading={approve.isPending} onClick={() => approve.mutate()}>
          Approve
        </Button>
      )}
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <Button size="sm" variant="default">
            Change
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setDialog('assign')}>Assign and tag</Menu.Item>
          <Menu.Item onClick={() => setDialog('retire')}>Retire</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {dialog === 'assign' && <AssignDialog device={device} onClose={close} />}
      {dialog === 'retire' && <RetireDialog device={device} onClose={close} />}
    </>
  );
}
