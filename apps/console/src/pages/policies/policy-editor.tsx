import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import type { Answer } from '../../api/types.ts';
import { ProblemAlert } from '../../components/problem.tsx';
import { type SourceFault, SourceField } from './source-field.tsx';

interface Props {
  policy: Answer<'showPolicy'>;
  version: Answer<'showPolicyVersion'>;
  mayWrite: boolean;
}

/** The source of a version, to be read or, by who may, written on as a draft; faults stand at their lines. */
export function PolicyEditor({ policy, version, mayWrite }: Props) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [source, setSource] = useState(version.source);
  const save = useMutation({
    mutationFn: () =>
      bodyOf(
        api.PUT('/v1/policies/{name}', {
          params: { path: { name: policy.name } },
          body: { format: version.sourceFormat, source },
        }),
      ),
    onSuccess: async ({ draft }) => {
      await client.invalidateQueries({ queryKey: ['policies'] });
      void navigate({
        to: '/policies/$name',
        params: { name: policy.name },
        search: { version: String(draft.version) },
        replace: true,
      });
    },
  });
  const problem = save.error instanceof ApiProblem && save.error.code === 'policy-invalid' ? save.error : undefined;
  const faults: SourceFault[] = (problem?.errors ?? []).map((fault) => ({
    line: fault.line,
    pointer: fault.pointer,
    message: fault.message ?? fault.detail,
  }));
  const warnings = save.data?.warnings ?? [];
  const isChanged = source !== version.source;
  return (
    <Stack gap="sm">
      <SourceField value={source} onChange={setSource} isReadOnly={!mayWrite} faults={faults} />
      {problem && <FaultList faults={faults} />}
      {save.isError && !problem && <ProblemAlert error={save.error} />}
      {save.isSuccess && (
        <Alert role="status" variant="outline" color="green" p="xs" className="notice-good">
          <Text size="sm">
            The draft is saved without faults
            {warnings.length > 0 ? `; ${warnings.length} things to look at:` : '. Publish it to judge by it.'}
          </Text>
          {warnings.map((warning) => (
            <Text size="sm" key={`${warning.pointer}${warning.message}`}>
              {warning.line ? `Line ${warning.line}: ` : ''}
              {warning.message}
            </Text>
          ))}
        </Alert>
      )}
      {mayWrite && (
        <Group>
          <Button onClick={() => save.mutate()} loading={save.isPending} disabled={!isChanged && !save.isError}>
            Check and save as draft
          </Button>
          {!isChanged && (
            <Text size="sm" c="dimmed">
              Nothing is changed yet.
            </Text>
          )}
          {isChanged && (
            <Button variant="subtle" onClick={() => setSource(version.source)}>
              Undo all changes
            </Button>
          )}
        </Group>
      )}
    </Stack>
  );
}

function FaultList({ faults }: { faults: readonly SourceFault[] }) {
  return (
    <Alert role="alert" variant="outline" color="red" title="The draft is not saved" className="problem">
      <ul style={{ margin: 0, paddingInlineStart: '1.25rem' }}>
        {faults.map((fault) => (
          <li key={`${fault.line}${fault.pointer}${fault.message}`}>
            <Text size="sm">
              {fault.line !== undefined && <strong>Line {fault.line}: </strong>}
              <code>{fault.pointer}</code> {fault.message}
            </Text>
          </li>
        ))}
      </ul>
    </Alert>
  );
}
