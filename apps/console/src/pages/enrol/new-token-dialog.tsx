import { Checkbox, NumberInput, Select, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import type { Answer, Body } from '../../api/types.ts';
import { nowMs } from '../../clock.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { DeviceSelect } from '../../components/device-select.tsx';
import { PersonSelect } from '../../components/person-select.tsx';
import { unitOptions, useUnits } from '../../components/use-units.ts';
import { useCan } from '../../session/session.ts';
import { TokenLimits } from './token-limits.tsx';

type NewToken = Body<'createEnrolmentToken'>;

interface Props {
  onClose: () => void;
  onMade: (token: Answer<'createEnrolmentToken'>) => void;
}

/** A token and its limits. */
export function NewTokenDialog({ onClose, onMade }: Props) {
  const client = useQueryClient();
  const { units } = useUnits();
  const mayReplace = useCan()('devices:write');
  const [token, setToken] = useState<Partial<NewToken>>({ ownership: 'issued', maxUses: 1, label: '' });
  const [days, setDays] = useState<number | string>(7);
  const change = (more: Partial<NewToken>) => setToken((before) => ({ ...before, ...more }));
  const mutation = useMutation({
    mutationFn: () => {
      const expiresAt = new Date(nowMs() + Number(days) * 86_400_000).toISOString();
      return bodyOf(api.POST('/v1/enrolment-tokens', { body: { ...token, expiresAt } as NewToken }));
    },
    onSuccess: async (made) => {
      onMade(made);
      onClose();
      await client.invalidateQueries({ queryKey: ['enrolment-tokens'] });
    },
  });
  return (
    <ConfirmDialog title="New enrolment token" confirm="Make the token" opened onClose={onClose} mutation={mutation}>
      <TextInput
        label="Label"
        placeholder="11 Squadron, October intake"
        required
        maxLength={200}
        value={token.label}
        onChange={(event) => change({ label: event.currentTarget.value })}
        data-autofocus
      />
      <PersonSelect
        label="Holder"
        description="Who holds every device enrolled with it; empty: to be assigned later"
        value={token.personId ?? null}
        onChange={(personId) => change({ personId: personId ?? undefined })}
      />
      <Select
        label="Unit"
        description={token.personId ? 'Empty: the unit of the holder' : undefined}
        required={!token.personId}
        data={unitOptions(units)}
        searchable
        value={token.unitId ?? null}
        onChange={(unitId) => change({ unitId: unitId ?? undefined })}
      />
      <Select
        label="Ownership"
        data={['issued', 'personal', 'dependant']}
        allowDeselect={false}
        value={token.ownership ?? 'issued'}
        onChange={(ownership) => change({ ownership: ownership as NewToken['ownership'] })}
      />
      {mayReplace && (
        <DeviceSelect
          label="Replaces"
          description="The device that the new one succeeds: it is retired when that one enrols"
          value={token.replacesDeviceId ?? null}
          onChange={(id) =>
            change(id === null ? { replacesDeviceId: undefined } : { replacesDeviceId: id, maxUses: 1 })
          }
        />
      )}
      <NumberInput
        label="How many handsets"
        description={token.replacesDeviceId ? 'One: a device is replaced by one device' : undefined}
        min={1}
        max={100_000}
        allowDecimal={false}
        required
        readOnly={token.replacesDeviceId !== undefined}
        value={token.maxUses ?? 1}
        onChange={(maxUses) => change({ maxUses: Number(maxUses) })}
      />
      <NumberInput
        label="Ends after days"
        min={1}
        max={365}
        allowDecimal={false}
        required
        value={days}
        onChange={setDays}
      />
      <Checkbox
        label="Each handset needs approval before it is judged"
        checked={token.requireApproval ?? false}
        onChange={(event) => change({ requireApproval: event.currentTarget.checked })}
      />
      <TokenLimits limits={token.limits ?? {}} onChange={(limits) => change({ limits })} />
    </ConfirmDialog>
  );
}
