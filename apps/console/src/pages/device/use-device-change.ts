import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.ts';
import type { Body, Device } from '../../api/types.ts';

export type DeviceChange =
  | { kind: 'approve' }
  | { kind: 'retire'; reason: string }
  | { kind: 'confirm-identity'; reason: string }
  | { kind: 'patch'; patch: Body<'changeDevice'> };

function send(id: string, change: DeviceChange): Promise<Device> {
  const params = { path: { id } };
  if (change.kind === 'approve') return bodyOf(api.POST('/v1/devices/{id}/approve', { params }));
  if (change.kind === 'retire') {
    return bodyOf(api.POST('/v1/devices/{id}/retire', { params, body: { reason: change.reason } }));
  }
  if (change.kind === 'confirm-identity') {
    return bodyOf(api.POST('/v1/devices/{id}/confirm-identity', { params, body: { reason: change.reason } }));
  }
  return bodyOf(api.PATCH('/v1/devices/{id}', { params, body: change.patch }));
}

/** A change of a device; afterwards everything that shows it is read again. */
export function useDeviceChange(
  id: string,
  change: DeviceChange,
  onDone?: () => void,
): UseMutationResult<Device, Error, void> {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => send(id, change),
    onSuccess: async (device) => {
      client.setQueryData(['devices', id], device);
      onDone?.();
      await Promise.all([
        client.invalidateQueries({ queryKey: ['devices'] }),
        client.invalidateQueries({ queryKey: ['findings'] }),
        client.invalidateQueries({ queryKey: ['overview'] }),
      ]);
    },
  });
}
