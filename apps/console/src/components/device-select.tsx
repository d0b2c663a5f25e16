import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, bodyOf } from '../api/client.ts';
import type { DeviceItem } from '../api/types.ts';
import { deviceName } from './words.ts';

interface Props {
  label: string;
  description?: string;
  value: string | null;
  onChange: (deviceId: string | null) => void;
}

/** An active device, found by its holder, model, serial number or IMEI. */
export function DeviceSelect({ label, description, value, onChange }: Props) {
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text.trim(), 250);
  const [chosen, setChosen] = useState<DeviceItem>();
  const search = q === '' || (chosen && q === nameOf(chosen)) ? undefined : q;
  const { data: found } = useQuery({
    queryKey: ['devices', 'select', search],
    queryFn: () => bodyOf(api.GET('/v1/devices', { params: { query: { limit: 20, state: 'active', q: search } } })),
    placeholderData: keepPreviousData,
  });
  const devices = [...(chosen ? [chosen] : []), ...(found?.items ?? []).filter(({ id }) => id !== chosen?.id)];
  return (
    <Select
      label={label}
      description={description}
      placeholder="None"
      searchable
      clearable
      clearButtonProps={{ 'aria-label': `Clear ${label}` }}
      data={devices.map((device) => ({ value: device.id, label: nameOf(device) }))}
      filter={({ options }) => options}
      value={value}
      onChange={(id) => {
        setChosen(devices.find((device) => device.id === id));
        onChange(id);
      }}
      onSearchChange={setText}
      nothingFoundMessage="No active device is found by that."
    />
  );
}

/** Told apart by its holder and IMEI. */
function nameOf(device: DeviceItem): string {
  const holder = device.person?.name ? ` of ${device.person.name}` : '';
  const mark = device.imei[0] ?? device.serialNumber;
  return `${deviceName(device)}${holder}${mark ? ` (${mark})` : ''}`;
}
