import { Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
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
  const mutation = useMutation({
    mutationFn: () =>
      bodyOf(api.POST('/v1/policies/{name}/publish', { params: { path: { name: policy.name } }, body: {} })),
    onSuccess: async ({ effectiveFrom }) => {
      close();
      onPublished(effectiveFrom);
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
        text="Every device that the policy applies to is judged again at once. Notices go out for what it finds."
        confirm="Publish now"
        opened={opened}
        onClose={close}
        mutation={mutation}
      >
        {opened && policy.draft !== null && <WhatChanges policy={policy} draft={policy.draft} />}
      </ConfirmDialog>
    </>
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
