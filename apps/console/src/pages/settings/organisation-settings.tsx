import { Alert, SegmentedControl, Skeleton, Stack, Table, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import type { Answer, Body } from '../../api/types.ts';
import { AllowedButton } from '../../components/allowed-button.tsx';
import { Facts } from '../../components/facts.tsx';
import { Instant } from '../../components/instant.tsx';
import { VERDICTS, VerdictMark } from '../../components/mark.tsx';
import { Panel } from '../../components/page.tsx';
import { ProblemAlert } from '../../components/problem.tsx';
import { useCan } from '../../session/session.ts';

type Organisation = Answer<'showOrganisation'>;

/** The organisation's name, and what automated checks are told. */
export function OrganisationSettings() {
  const query = useQuery({ queryKey: ['organisation'], queryFn: () => bodyOf(api.GET('/v1/organisation')) });
  if (query.isPending) return <Skeleton height={240} role="status" aria-label="Loading" />;
  if (query.isError) return <ProblemAlert error={query.error} onRetry={() => void query.refetch()} />;
  return <OrganisationForm organisation={query.data} />;
}

function OrganisationForm({ organisation }: { organisation: Organisation }) {
  const mayWrite = useCan()('organisation:write', 'everywhere');
  const client = useQueryClient();
  const [patch, setPatch] = useState<Body<'changeOrganisation'>>({});
  const isChanged = Object.keys(patch).length > 0;
  const table = patch.decisionTable ?? organisation.decisionTable;
  const mutation = useMutation({
    mutationFn: () => bodyOf(api.PATCH('/v1/organisation', { body: patch })),
    onSuccess: (changed) => {
      client.setQueryData(['organisation'], changed);
      setPatch({});
    },
  });
  return (
    <Stack maw={640}>
      <Panel title="Organisation">
        <Stack gap="sm">
          <TextInput
            label="Name"
            maxLength={200}
            readOnly={!mayWrite}
            value={patch.name ?? organisation.name}
            onChange={(event) => setPatch({ ...patch, name: event.currentTarget.value })}
          />
          <Facts
            items={[
              ['Language of messages', organisation.settings.defaultLocale],
              ['Made', <Instant key="made" at={organisation.createdAt} />],
              ['Epoch of its rules', `${organisation.rulesEpoch}`],
            ]}
          />
        </Stack>
      </Panel>
      <Panel title="Decision table" flush>
        <Table verticalSpacing={6} horizontalSpacing="md">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">Verdict</Table.Th>
              <Table.Th scope="col">An automated check is told</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {VERDICTS.map((verdict) => (
              <Table.Tr key={verdict}>
                <Table.Td>
                  <VerdictMark verdict={verdict} />
                </Table.Td>
                <Table.Td>
                  <SegmentedControl
                    size="xs"
                    aria-label={`Decision for ${verdict}`}
                    readOnly={!mayWrite}
                    data={['allow', 'deny']}
                    value={table[verdict]}
                    onChange={(decision) =>
                      setPatch({ ...patch, decisionTable: { ...table, [verdict]: decision as 'allow' | 'deny' } })
                    }
                  />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Panel>
      {mutation.isError && <ProblemAlert error={mutation.error} />}
      {mutation.isSuccess && !isChanged && (
        <Alert role="status" variant="outline" color="green" className="notice-good" p="xs">
          <Text size="sm">Saved.</Text>
        </Alert>
      )}
      {mayWrite ? (
        <AllowedButton
          onClick={() => mutation.mutate()}
          loading={mutation.isPending}
          refusal={isChanged ? undefined : 'Nothing has changed yet.'}
          style={{ alignSelf: 'flex-start' }}
        >
          Save
        </AllowedButton>
      ) : (
        <Text size="sm" c="dimmed">
          Only the owner changes the organisation.
        </Text>
      )}
    </Stack>
  );
}
