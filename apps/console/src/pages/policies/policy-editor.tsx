import { Alert, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useId, useMemo, useRef, useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import { ApiProblem } from '../../api/problem.ts';
import type { Answer } from '../../api/types.ts';
import { ProblemAlert } from '../../components/problem.tsx';
import type { EditorHandle } from './editor/source-editor.tsx';
import { FaultList, type SourceFault } from './fault-list.tsx';
import { useLanguage } from './use-language.ts';
import { useLint } from './use-lint.ts';

/** A tenth of the console's script: only who opens a source loads it. */
const SourceEditor = lazy(async () => ({ default: (await import('./editor/source-editor.tsx')).SourceEditor }));

interface Props {
  policy: Answer<'showPolicy'>;
  version: Answer<'showPolicyVersion'>;
  mayWrite: boolean;
}

/** The source of a version, to be read or, by who may, written on as a draft; faults show while it is written. */
export function PolicyEditor({ policy, version, mayWrite }: Props) {
  const hint = useId();
  const editor = useRef<EditorHandle>(null);
  const [source, setSource] = useState(version.source);
  const { language, known } = useLanguage();
  const { lint, isCurrent } = useLint(policy.name, version.sourceFormat, source, mayWrite);
  const save = useSave(policy.name, version.sourceFormat, source);
  const refused = save.error instanceof ApiProblem && save.error.code === 'policy-invalid';
  const faults = useMemo<readonly SourceFault[]>(() => lint?.faults ?? [], [lint]);
  const isChanged = source !== version.source;
  return (
    <Stack gap="sm">
      <Suspense fallback={<Skeleton height={320} role="status" aria-label="Loading" />}>
        <SourceEditor
          ref={editor}
          value={source}
          onChange={setSource}
          isReadOnly={!mayWrite}
          faults={faults}
          language={mayWrite ? language : undefined}
          known={known}
          describedBy={hint}
        />
      </Suspense>
      <Text size="xs" c="dimmed" id={hint}>
        {mayWrite
          ? 'Ctrl+Space completes, Tab indents, Escape and then Tab leaves the editor.'
          : 'Only an administrator of the whole organisation may change it.'}
      </Text>
      {mayWrite && <Standing faults={faults} isCurrent={isCurrent} isChanged={isChanged} />}
      <FaultList faults={faults} onGoTo={(line, column) => editor.current?.goTo(line, column)} />
      {save.isError && !refused && <ProblemAlert error={save.error} />}
      {save.isSuccess && !isChanged && (
        <Alert role="status" variant="outline" color="green" p="xs" className="notice-good">
          <Text size="sm">The draft is saved. Publish it to judge by it.</Text>
        </Alert>
      )}
      {mayWrite && (
        <Group>
          <Button onClick={() => save.mutate()} loading={save.isPending} disabled={!isChanged}>
            Save as draft
          </Button>
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

function useSave(name: string, format: 'yaml' | 'json', source: string) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => bodyOf(api.PUT('/v1/policies/{name}', { params: { path: { name } }, body: { format, source } })),
    onSuccess: async ({ draft }) => {
      await client.invalidateQueries({ queryKey: ['policies'] });
      const search = { tab: 'source', version: String(draft.version) };
      void navigate({ to: '/policies/$name', params: { name }, search, replace: true });
    },
  });
}

/** In one line: whether what is written could be saved. */
function Standing({
  faults,
  isCurrent,
  isChanged,
}: {
  faults: readonly SourceFault[];
  isCurrent: boolean;
  isChanged: boolean;
}) {
  const errors = faults.some(({ severity }) => severity === 'error');
  const text = isCurrent
    ? errors
      ? 'It cannot be saved until its faults are mended.'
      : `No faults${isChanged ? '; not saved yet' : ''}.`
    : 'Checking…';
  return (
    <Text size="sm" role="status" aria-live="polite">
      {text}
    </Text>
  );
}
