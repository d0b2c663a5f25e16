import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { AllowedButton } from '../../components/allowed-button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useCan } from '../../session/session.ts';

/** Publishes the draft: from then on the whole fleet is judged by it. */
export function PublishButton({ policy }: { policy: Answer<'showPolicy'> }) {
  const can = useCan();
  const client = useQueryClient();
  const [opened, { open, close }] = useDisclosure(false);
  const mutation = useMutation({
    mutationFn: () =>
      bodyOf(api.POST('/v1/policies/{name}/publish', { params: { path: { name: policy.name } }, body: {} })),
    onSuccess: async () => {
      close();
      await client.invalidateQueries();
    },
  });
  const refusal = !can('policies:publish', 'everywhere')
    ? 'Only an approver or administrator of the whole organisation publishes.'
    : policy.draft === null
      ? 'There is no draft: change the source and save it first.'
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
      />
    </>
  );
}
