import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { AllowedButton } from '../../components/allowed-button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useCan } from '../../session/session.ts';

interface Props {
  policy: Answer<'showPolicy'>;
  onWithdrawn: (at: string | null) => void;
}

/** Takes a policy out of force; shown where it was published. */
export function WithdrawButton({ policy, onWithdrawn }: Props) {
  const can = useCan();
  const client = useQueryClient();
  const [opened, { open, close }] = useDisclosure(false);
  const mutation = useMutation({
    mutationFn: () => bodyOf(api.POST('/v1/policies/{name}/withdraw', { params: { path: { name: policy.name } } })),
    onSuccess: async ({ withdrawnAt }) => {
      close();
      onWithdrawn(withdrawnAt);
      await client.invalidateQueries();
    },
  });
  const { inForce, scheduled } = policy;
  if (policy.withdrawnAt !== null || (inForce === null && scheduled === null)) return null;
  const what =
    inForce === null
      ? `Version ${scheduled} does not come into force.`
      : `No device is judged by version ${inForce} any more${scheduled === null ? '' : `, nor by version ${scheduled} later`}; the findings of its rules are resolved, and all devices are judged again at once.`;
  return (
    <>
      <AllowedButton
        size="sm"
        variant="default"
        refusal={
          can('policies:publish', 'everywhere')
            ? undefined
            : 'Only an approver or administrator of the whole organisation withdraws.'
        }
        onClick={open}
      >
        Withdraw
      </AllowedButton>
      <ConfirmDialog
        title={`Withdraw ${policy.name}`}
        text={`${what} Its versions stay; publishing a new one brings the policy back, with all rules counted as new.`}
        confirm="Withdraw it"
        isDangerous
        opened={opened}
        onClose={close}
        mutation={mutation}
      />
    </>
  );
}
