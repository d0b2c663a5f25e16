import { Button, Menu } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import type { Device } from '../../api/types.ts';
import { useCan } from '../../session/session.ts';
import { AssignDialog } from './assign-dialog.tsx';
import { ConfirmIdentityDialog } from './confirm-identity-dialog.tsx';
import { RetireDialog } from './retire-dialog.tsx';
import { useDeviceChange } from './use-device-change.ts';

/** What can be done with a device by who may. */
export function DeviceActions({ device }: { device: Device }) {
  const [dialog, setDialog] = useState<'assign' | 'confirm-identity' | 'retire'>();
  const approve = useDeviceChange(device.id, { kind: 'approve' });
  const hasConflict = useHasConflict(device);
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
          {hasConflict && <Menu.Item onClick={() => setDialog('confirm-identity')}>Confirm identity</Menu.Item>}
          <Menu.Item onClick={() => setDialog('retire')}>Retire</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {dialog === 'assign' && <AssignDialog device={device} onClose={close} />}
      {dialog === 'confirm-identity' && <ConfirmIdentityDialog deviceId={device.id} onClose={close} />}
      {dialog === 'retire' && <RetireDialog device={device} onClose={close} />}
    </>
  );
}

/** Whether an identity conflict of the device is open: only then is there something to confirm. */
function useHasConflict({ id }: Device): boolean {
  const params = { path: { id }, query: { ruleType: 'identity', status: 'open', limit: 1 } } as const;
  const { data } = useQuery({
    queryKey: ['devices', id, 'findings', 'conflict'],
    queryFn: () => bodyOf(api.GET('/v1/devices/{id}/findings', { params })),
    enabled: useCan()('findings:read'),
  });
  return (data?.items.length ?? 0) > 0;
}
