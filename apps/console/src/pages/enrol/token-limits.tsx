import { Stack, TagsInput, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import type { Body } from '../../api/types.ts';
import { useCan } from '../../session/session.ts';
import classes from './token-panel.module.css';

type Limits = NonNullable<Body<'createEnrolmentToken'>['limits']>;

interface Props {
  limits: Limits;
  onChange: (limits: Limits) => void;
}

/** Which handsets a token is for: each has to meet every limit that is given. */
export function TokenLimits({ limits, onChange }: Props) {
  const isAllowed = useCan()('policies:read');
  const [opened, setOpened] = useState(false);
  const { data } = useQuery({
    queryKey: ['catalogue', 'vendors', 'keys'],
    queryFn: () => bodyOf(api.GET('/v1/catalogue/vendors', { params: { query: { limit: 200 } } })),
    enabled: isAllowed && opened,
  });
  const field = (key: keyof Limits) => ({
    value: limits[key] ?? [],
    onChange: (typed: string[]) => {
      const { [key]: _before, ...rest } = limits;
      // What was left in the field with a comma behind it, or pasted as a list.
      const values = [...new Set(typed.flatMap((text) => text.split(/[,;]/)).map((text) => text.trim()))].filter(
        Boolean,
      );
      onChange(values.length > 0 ? { ...rest, [key]: values } : rest);
    },
    acceptValueOnBlur: true,
    splitChars: [',', ';'],
  });
  return (
    <details className={classes.limits} onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary>Limits: which handsets it is for{summaryOf(limits)}</summary>
      <Stack gap="sm" mt="xs">
        <Text size="sm" c="dimmed">
          Without a limit any handset may use it. With several, a handset has to meet every one of them.
        </Text>
        <TagsInput
          label="Vendors"
          description="Keys of the catalogue, such as samsung"
          data={data?.items.map(({ key }) => key) ?? []}
          {...field('vendors')}
        />
        <TagsInput
          label="Models"
          description="Model or product; * stands for any text, as in SM-S9*"
          {...field('models')}
        />
        <TagsInput label="Serial numbers" {...field('serialNumbers')} />
        <TagsInput label="IMEIs" description="14 to 16 digits each" {...field('imeis')} />
      </Stack>
    </details>
  );
}

function summaryOf(limits: Limits): string {
  const given = Object.values(limits).filter((list) => (list?.length ?? 0) > 0).length;
  return given === 0 ? '' : ` (${given} given)`;
}
