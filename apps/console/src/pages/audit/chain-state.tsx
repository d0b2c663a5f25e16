import { Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { Instant } from '../../components/instant.tsx';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/page.tsx';
import { ProblemAlert } from '../../components/problem.tsx';
import { count, formatNumber } from '../../components/words.ts';
import { whileAttended } from '../../session/presence.ts';

type Verification = Answer<'verifyAuditChain'>;

/** Whether anybody changed the record: how far it is sealed, and what a check of all of it says. */
export function ChainState() {
  const query = useQuery({
    queryKey: ['audit-chain'],
    queryFn: () => bodyOf(api.GET('/v1/audit-chain')),
    refetchInterval: whileAttended(15),
  });
  const check = useMutation({ mutationFn: () => bodyOf(api.POST('/v1/audit-chain/verify')) });
  return (
    <Panel
      title="The chain"
      actions={
        <Button size="xs" variant="default" loading={check.isPending} onClick={() => check.mutate()}>
          Check the whole chain
        </Button>
      }
    >
      {query.isPending && <Skeleton height={24} role="status" aria-label="Loading" />}
      {query.isError && <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />}
      {query.data && <Standing chain={query.data} />}
      <div aria-live="polite">
        {check.isError && <ProblemAlert error={check.error} />}
        {check.data && <Result verification={check.data} />}
      </div>
    </Panel>
  );
}

function Standing({ chain }: { chain: Answer<'showAuditChain'> }) {
  const { sealed, unsealed, checkpoint } = chain;
  return (
    <Text size="sm">
      {count(sealed, 'event')} sealed{unsealed > 0 && `, ${formatNumber(unsealed)} about to be`}.{' '}
      {checkpoint ? (
        <>
          Last signed checkpoint at event {formatNumber(checkpoint.number)}, <Instant at={checkpoint.at} relative />.
        </>
      ) : (
        'No checkpoint has been signed yet: one is made each hour.'
      )}
    </Text>
  );
}

function Result({ verification }: { verification: Verification }) {
  const { isIntact, sealed, verifiedCheckpoint, verifiedAt, faults } = verification;
  return (
    <Stack gap="xs" mt="sm">
      <Group gap="xs">
        <Mark tone={isIntact ? 'good' : 'bad'} label={isIntact ? 'intact' : 'not intact'} />
        <Text size="sm" span>
          {isIntact
            ? `All ${count(sealed, 'event')} are as they were written${verifiedCheckpoint > 0 ? `; verified up to the checkpoint at event ${formatNumber(verifiedCheckpoint)}` : ''}.`
            : `${count(faults.length, 'fault')} found.`}{' '}
          Checked <Instant at={verifiedAt} />.
        </Text>
      </Group>
      {faults.length > 0 && (
        <ul aria-label="Faults of the chain">
          {faults.map((fault) => (
            <li key={`${fault.number}${fault.kind}${fault.detail}`}>
              <Text size="sm">
                Event {formatNumber(fault.number)}: {fault.detail}
              </Text>
            </li>
          ))}
        </ul>
      )}
      <Text size="xs" c="dimmed">
        Where checkpoints are kept on another machine, <code>npm run cordon -- audit verify</code> there checks against
        them as well.
      </Text>
    </Stack>
  );
}
