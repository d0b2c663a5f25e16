import { Group, TagsInput, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import { nowMs } from '../../clock.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import {
  type CatalogueKind,
  type EntryAnswer,
  fieldOf,
  LIST_FIELDS,
  type Override,
  putEntry,
  TEXT_FIELDS,
} from './catalogue-facts.ts';
import { Rejudges } from './rejudges.tsx';

interface Props {
  kind: CatalogueKind;
  /** The entry to override; absent: a new one. */
  answer?: EntryAnswer;
  onClose: () => void;
}

type Fields = Record<string, string | string[]>;

/** Adds an entry, or overrides fields of one: only what differs from the built-in entry is kept as the organisation's own. */
export function EntryDialog({ kind, answer, onClose }: Props) {
  const client = useQueryClient();
  const today = new Date(nowMs()).toISOString().slice(0, 10);
  const known = answer?.override?.sources[0];
  const [key, setKey] = useState(answer?.entry.key ?? '');
  const [fields, setFields] = useState<Fields>(() => fieldsOf(kind, answer));
  const [source, setSource] = useState({
    title: known?.title ?? '',
    url: known?.url ?? '',
    date: known?.date ?? today,
  });
  const set = (name: string, value: string | string[]) => setFields((before) => ({ ...before, [name]: value }));
  const mutation = useMutation({
    mutationFn: () => putEntry(kind, toOverride(key, fields, source, today, answer)),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries();
    },
  });
  return (
    <ConfirmDialog
      title={answer ? `Override ${answer.entry.name}` : 'Add an entry'}
      text="These facts hold for your organisation alone, and every device is judged again by them."
      confirm="Save and judge again"
      opened
      onClose={onClose}
      mutation={mutation}
    >
      {!answer && (
        <TextInput
          label="Key"
          description={
            kind === 'vendors' ? 'Lower-case letters, digits, hyphens' : 'vendor/service, the vendor by its key'
          }
          placeholder={kind === 'vendors' ? 'field-phones' : 'xiaomi/mi-cloud'}
          required
          maxLength={129}
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
          data-autofocus
        />
      )}
      {TEXT_FIELDS.filter(({ kinds }) => kinds.includes(kind)).map(({ name, label, hint }) => (
        <TextInput
          key={name}
          label={label}
          placeholder={hint}
          required={name === 'name'}
          maxLength={name === 'seat' || name === 'country' ? 2 : 128}
          value={String(fields[name] ?? '')}
          onChange={(event) => set(name, event.currentTarget.value)}
        />
      ))}
      {LIST_FIELDS.filter(({ kinds }) => kinds.includes(kind)).map(({ name, label, hint }) => (
        <TagsInput
          key={name}
          label={label}
          description={`Such as ${hint}; Enter or a comma ends each`}
          splitChars={[',', '\n']}
          acceptValueOnBlur
          value={[...(fields[name] ?? [])]}
          onChange={(value) => set(name, value)}
        />
      ))}
      <TextInput
        label="Source"
        description="Where you have it from"
        required
        maxLength={200}
        value={source.title}
        onChange={(event) => setSource({ ...source, title: event.currentTarget.value })}
      />
      <Group grow>
        <TextInput
          label="Address of the source"
          type="url"
          placeholder="https://"
          maxLength={500}
          value={source.url}
          onChange={(event) => setSource({ ...source, url: event.currentTarget.value })}
        />
        <TextInput
          label="Date of the source"
          type="date"
          required
          value={source.date}
          onChange={(event) => setSource({ ...source, date: event.currentTarget.value })}
        />
      </Group>
      {answer ? <Rejudges {...answer.rejudges} /> : <NewRejudges />}
    </ConfirmDialog>
  );
}

/** Nothing names an entry that is not there yet, but its brands and domains may be those of any device. */
function NewRejudges() {
  const { data } = useQuery({
    queryKey: ['rejudgement'],
    queryFn: () => bodyOf(api.GET('/v1/organisation/rejudgement')),
  });
  return data ? (
    <Rejudges devices={data.total} policies={[]} />
  ) : (
    <Text size="sm">Every active device is judged again.</Text>
  );
}

function fieldsOf(kind: CatalogueKind, answer: EntryAnswer | undefined): Fields {
  const fields = [...TEXT_FIELDS, ...LIST_FIELDS].filter(({ kinds }) => kinds.includes(kind));
  return Object.fromEntries(
    fields.map(({ name }) => {
      const isList = LIST_FIELDS.some((field) => field.name === name);
      return [name, (fieldOf(answer?.entry, name) ?? (isList ? [] : '')) as string | string[]];
    }),
  );
}

/** Fields that say the same as the built-in entry stay its: a newer catalogue may bring newer facts. */
function toOverride(
  key: string,
  fields: Fields,
  source: { title: string; url: string; date: string },
  today: string,
  answer: EntryAnswer | undefined,
): Override {
  const own = Object.entries(fields).filter(([name, value]) => {
    const builtIn = fieldOf(answer?.builtIn, name);
    if (builtIn === undefined && value.length === 0) return false;
    return JSON.stringify(value) !== JSON.stringify(builtIn);
  });
  const { title, url, date } = source;
  const sources = [{ title, date, ...(url === '' ? {} : { url }) }];
  return { key, ...Object.fromEntries(own), sources, asOf: today } as Override;
}
