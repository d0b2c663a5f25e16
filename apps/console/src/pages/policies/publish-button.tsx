import { Group, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { AllowedButton } from '../../components/allowed-button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { count } from '../../components/words.ts';
import { useCan } from '../../session/session.ts';
import { ChangeList } from './change-list.tsx';

interface Props {
  policy: Answer<'showPolicy'>;
  /** Something is written and not saved: it would not be published. */
  isUnsaved: boolean;
  /** Told since when the version is in force. */
  onPublished: (since: string | null) => void;
}

/** Publishes the draft: from then on the whole fleet is judged by it. */
export function PublishButton({ policy, isUnsaved, onPublished }: Props) {
  const can = useCan();
  const client = useQueryClient();
  const [opened, { open, close }] = useDisclosure(false);
  const [from, setFrom] = useState<string>();
  const mutation = useMutation({
    mutationFn: () => {
      // What the field holds is in the zone of who fills it in.
      const body = from === undefined ? {} : { effectiveFrom: new Date(from).toISOString() };
      return bodyOf(api.POST('/v1/policies/{name}/publish', { params: { path: { name: policy.name } }, body }));
    },
    onSuccess: async ({ effectiveFrom, state }) => {
      close();
      setFrom(undefined);
      onPublished(state === 'scheduled' ? null : effectiveFrom);
      await client.invalidateQueries();
    },
  });
  const refusal = !can('policies:publish', 'everywhere')
    ? 'Only an approver or administrator of the whole organisation publishes.'
    : policy.draft === null
      ? 'There is no draft: change the source and save it first.'
      : isUnsaved
        ? 'Save or undo what you have written first: the draft as it was saved would be published.'
        : undefined;
  return (
    <>
      <AllowedButton size="sm" refusal={refusal} onClick={open}>
        Publish
      </AllowedButton>
      <ConfirmDialog
        title={`Publish version ${policy.draft ?? ''}`}
        text={
          from === undefined
            ? 'Every device that the policy applies to is judged again at once. Notices go out for what it finds.'
            : 'The version cannot be changed any more. At that instant every device that the policy applies to is judged again, and notices go out for what it finds.'
        }
        confirm={from === undefined ? 'Publish now' : 'Publish for then'}
        opened={opened}
        onClose={close}
        mutation={mutation}
      >
        <WhenInForce from={from} onChange={setFrom} />
        {opened && policy.draft !== null && <WhatChanges policy={policy} draft={policy.draft} />}
      </ConfirmDialog>
    </>
  );
}

/** At once, or at an instant to come; `from` is what the field holds, in the zone of who fills it in. */
function WhenInForce({ from, onChange }: { from: string | undefined; onChange: (from: string | undefined) => void }) {
  return (
    <Stack gap="xs">
      <Radio.Group
        label="In force"
        value={from === undefined ? 'now' : 'later'}
        onChange={(value) => onChange(value === 'now' ? undefined : '')}
      >
        <Group gap="lg" mt="xs">
          <Radio value="now" label="At once" />
          <Radio value="later" label="From an instant to come" />
        </Group>
      </Radio.Group>
      {from !== undefined && (
        <TextInput
          type="datetime-local"
          label="In force from"
          description="In your time zone, at most 366 days ahead"
          required
          value={from}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Stack>
  );
}

/** What is about to change, against what is in force. */
function WhatChanges({ policy: { name, inForce }, draft }: { policy: Answer<'showPolicy'>; draft: number }) {
  const { data: fleet } = useQuery({
    queryKey: ['rejudgement'],
    queryFn: () => bodyOf(api.GET('/v1/organisation/rejudgement')),
  });
  const { data } = useQuery({
    queryKey: ['policies', name, 'changes', inForce, draft, 'publish'],
    queryFn: () =>
      bodyOf(
        api.GET('/v1/policies/{name}/versions/{version}/changes', {
          params: { path: { name, version: draft }, query: inForce === null ? {} : { since: inForce } },
        }),
      ),
    enabled: inForce !== null,
  });
  return (
    <Stack gap="xs">
      {fleet && <Text size="sm">The organisation has {count(fleet.total, 'active device')}.</Text>}
      {data && (
        <>
          <Text size="sm" fw={600}>
            Against version {data.since}, in force
          </Text>
          <ChangeList changes={data.changes} />
        </>
      )}
    </Stack>
  );
}
