import { type MantineSize, Select, type StyleProp } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { memo, useState } from 'react';
import { api, bodyOf } from '../api/client.ts';

interface Props {
  label: string;
  description?: string;
  value: string | null;
  onChange: (personId: string | null) => void;
  /** Shown where nobody is chosen. */
  placeholder?: string;
  size?: MantineSize;
  w?: StyleProp<number | string>;
}

/** A person, found by a part of the name or of the service number. */
export const PersonSelect = memo(function PersonSelect(props: Props) {
  const { label, description, value, onChange, placeholder = 'Nobody', ...size } = props;
  const [text, setText] = useState('');
  const [q] = useDebouncedValue(text.trim(), 250);
  const { data: chosen } = useQuery({
    queryKey: ['people', value],
    queryFn: () => bodyOf(api.GET('/v1/people/{id}', { params: { path: { id: value ?? '' } } })),
    enabled: value !== null,
  });
  const search = q === '' || q === chosen?.name ? undefined : q;
  const { data: found } = useQuery({
    queryKey: ['people', 'select', search],
    queryFn: () => bodyOf(api.GET('/v1/people', { params: { query: { limit: 20, q: search } } })),
    placeholderData: keepPreviousData,
  });
  const people = [...(chosen ? [chosen] : []), ...(found?.items ?? []).filter((person) => person.id !== value)];
  return (
    <Select
      label={label}
      description={description}
      {...size}
      placeholder={placeholder}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': `Clear ${label}` }}
      data={people.map((person) => ({
        value: person.id,
        label: person.serviceNumber ? `${person.name} (${person.serviceNumber})` : person.name,
      }))}
      filter={({ options }) => options}
      value={value}
      onChange={onChange}
      onSearchChange={setText}
      nothingFoundMessage="Nobody has such a name."
    />
  );
});
