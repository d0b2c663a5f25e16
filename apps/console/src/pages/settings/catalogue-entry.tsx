import { Anchor, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { AllowedButton } from '../../components/allowed-button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Facts } from '../../components/facts.tsx';
import { Instant } from '../../components/instant.tsx';
import { Mark } from '../../components/mark.tsx';
import { NamedItems } from '../../components/named-items.tsx';
import { Panel } from '../../components/page.tsx';
import { ProblemAlert } from '../../components/problem.tsx';
import { countryName } from '../../components/words.ts';
import { useCan } from '../../session/session.ts';
import classes from './catalogue-entry.module.css';
import { EntryDialog } from './catalogue-entry-dialog.tsx';
import {
  type CatalogueKind,
  type EntryAnswer,
  fieldOf,
  LIST_FIELDS,
  readEntry,
  resetEntry,
} from './catalogue-facts.ts';
import { Rejudges } from './rejudges.tsx';

interface Props {
  kind: CatalogueKind;
  entryKey: string;
  /** It was an entry of the organisation alone, and is taken back. */
  onGone: () => void;
}

/** One entry: its facts with their date and source, and what the organisation changed in it. */
export function CatalogueEntry({ kind, entryKey, onGone }: Props) {
  const { data, error, refetch } = useQuery({
    queryKey: ['catalogue', kind, 'entry', entryKey],
    queryFn: () => readEntry(kind, entryKey),
  });
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton height={240} role="status" aria-label="Loading" />;
  return <ShownEntry kind={kind} answer={data} onGone={onGone} />;
}

function ShownEntry({ kind, answer, onGone }: { kind: CatalogueKind; answer: EntryAnswer; onGone: () => void }) {
  const can = useCan();
  const [isEditing, { open, close }] = useDisclosure(false);
  const { entry, isBuiltIn, isOverridden, override } = answer;
  const refusal = can('policies:write', 'everywhere')
    ? undefined
    : 'Only an administrator of the whole organisation changes the catalogue.';
  return (
    <Panel
      title={entry.name}
      actions={
        <Group gap="xs">
          <AllowedButton size="xs" variant="default" refusal={refusal} onClick={open}>
            {isOverridden ? 'Change your entry' : 'Override'}
          </AllowedButton>
          {isOverridden && <ResetButton kind={kind} answer={answer} refusal={refusal} onGone={onGone} />}
        </Group>
      }
    >
      <Stack>
        <Facts items={factsOf(answer)} />
        {LIST_FIELDS.filter(({ kinds }) => kinds.includes(kind)).map(({ name, label }) => (
          <ListFact
            key={name}
            label={label}
            items={(fieldOf(entry, name) ?? []) as string[]}
            isOwn={isBuiltIn && fieldOf(override, name) !== undefined}
          />
        ))}
        <Sources entry={entry} />
      </Stack>
      {isEditing && <EntryDialog kind={kind} answer={answer} onClose={close} />}
    </Panel>
  );
}

function factsOf({ entry, isBuiltIn, isOverridden, overriddenAt }: EntryAnswer): [string, ReactNode][] {
  const country = fieldOf(entry, 'country');
  const facts: [string, ReactNode][] = [
    ['Key', <code key="key">{entry.key}</code>],
    ['Legal seat', entry.seat && countryName(entry.seat)],
    ['Country of origin', typeof country === 'string' && countryName(country)],
    ['Operator', fieldOf(entry, 'operator') as string | undefined],
    ['Checked', entry.asOf],
    ['Origin', originOf(isBuiltIn, isOverridden)],
    ['Overridden', overriddenAt && <Instant at={overriddenAt} />],
  ];
  return facts.filter(([, value]) => Boolean(value));
}

function originOf(isBuiltIn: boolean, isOverridden: boolean) {
  if (!isOverridden) return <Mark tone="muted" label="built in" />;
  return <Mark tone="violet" label={isBuiltIn ? 'overridden by you' : 'added by you'} />;
}

function ListFact({ label, items, isOwn }: { label: string; items: readonly string[]; isOwn: boolean }) {
  if (items.length === 0 && !isOwn) return null;
  return (
    <Group gap="xs" align="baseline">
      <NamedItems kind={label} items={items} />
      {isOwn && <Mark tone="violet" label="yours" />}
    </Group>
  );
}

function Sources({ entry }: { entry: EntryAnswer['entry'] }) {
  return (
    <div>
      <Text size="sm" fw={600}>
        Sources
      </Text>
      <ul className={classes.sources}>
        {entry.sources.map(({ title, url, date }) => (
          <li key={`${title}${date}`}>
            {url ? (
              <Anchor href={url} target="_blank" rel="noopener noreferrer" inherit>
                {title}
              </Anchor>
            ) : (
              title
            )}
            , {date}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface ResetProps {
  kind: CatalogueKind;
  answer: EntryAnswer;
  refusal: string | undefined;
  onGone: () => void;
}

function ResetButton({ kind, answer: { entry, isBuiltIn, rejudges }, refusal, onGone }: ResetProps) {
  const client = useQueryClient();
  const [opened, { open, close }] = useDisclosure(false);
  const mutation = useMutation({
    mutationFn: () => resetEntry(kind, entry.key),
    onSuccess: async () => {
      close();
      if (!isBuiltIn) onGone();
      await client.invalidateQueries();
    },
  });
  return (
    <>
      <AllowedButton size="xs" variant="default" refusal={refusal} onClick={open}>
        Remove your entry
      </AllowedButton>
      <ConfirmDialog
        title={`Remove your entry of ${entry.name}`}
        text={isBuiltIn ? 'The built-in facts hold again.' : 'The catalogue will not know it any more.'}
        confirm="Remove it"
        isDangerous
        opened={opened}
        onClose={close}
        mutation={mutation}
      >
        <Rejudges {...rejudges} />
      </ConfirmDialog>
    </>
  );
}
