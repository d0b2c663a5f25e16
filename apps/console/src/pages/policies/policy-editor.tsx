import { Alert, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { lazy, Suspense, useId, useMemo, useRef } from 'react';
import { ApiProblem } from '../../api/problem.ts';
import { AllowedButton } from '../../components/allowed-button.tsx';
import { ProblemAlert } from '../../components/problem.tsx';
import type { EditorHandle } from './editor/source-editor.tsx';
import { FaultList, type SourceFault } from './fault-list.tsx';
import { OvertakenAlert } from './overtaken-alert.tsx';
import type { ReadPolicy, ReadVersion } from './policy-queries.ts';
import { useLanguage } from './use-language.ts';
import { useLint } from './use-lint.ts';
import type { PolicyEdit } from './use-policy-edit.ts';

/** A tenth of the console's script: only who opens a source loads it. */
const SourceEditor = lazy(async () => ({ default: (await import('./editor/source-editor.tsx')).SourceEditor }));

interface Props {
  policy: ReadPolicy;
  version: ReadVersion;
  /** Version with the newest text. */
  newest: number;
  writing: PolicyEdit;
  mayWrite: boolean;
  onTakeTheirs: () => void;
}

/** Refusals that are told where they belong: at the faults, or as a choice. */
const TOLD_ELSEWHERE: readonly string[] = ['policy-invalid', 'precondition-failed'];

/** The source of a version, to be read or, by who may, written on as a draft; faults show while it is written. */
export function PolicyEditor({ policy, version, newest, writing, mayWrite, onTakeTheirs }: Props) {
  const hint = useId();
  const editor = useRef<EditorHandle>(null);
  const { edit, save, isOvertaken } = writing;
  const source = edit?.text ?? version.source;
  const { language, known } = useLanguage();
  const { lint, isCurrent } = useLint(policy.name, edit?.base.sourceFormat ?? version.sourceFormat, source, mayWrite);
  const isToldElsewhere = save.error instanceof ApiProblem && TOLD_ELSEWHERE.includes(save.error.code);
  const faults = useMemo<readonly SourceFault[]>(() => lint?.faults ?? [], [lint]);
  return (
    <Stack gap="sm">
      {isOvertaken && (
        <OvertakenAlert
          name={policy.name}
          newest={newest}
          text={source}
          onKeepMine={writing.keepMine}
          onTakeTheirs={onTakeTheirs}
        />
      )}
      <Suspense fallback={<Skeleton height={320} role="status" aria-label="Loading" />}>
        <SourceEditor
          ref={editor}
          value={source}
          onChange={(text) => writing.write(text, version)}
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
      {mayWrite && <Standing faults={faults} isCurrent={isCurrent} isChanged={edit !== undefined} />}
      <FaultList faults={faults} onGoTo={(line, column) => editor.current?.goTo(line, column)} />
      {save.isError && !isToldElsewhere && <ProblemAlert error={save.error} />}
      {save.isSuccess && !edit && (
        <Alert role="status" variant="outline" color="green" p="xs" className="notice-good">
          <Text size="sm">The draft is saved. Publish it to judge by it.</Text>
        </Alert>
      )}
      {mayWrite && (
        <Group>
          <AllowedButton
            onClick={() => save.mutate()}
            loading={save.isPending}
            refusal={refusalOf(writing, isCurrent && faults.some(({ severity }) => severity === 'error'))}
          >
            Save as draft
          </AllowedButton>
          {edit && (
            <Button variant="subtle" onClick={writing.undo}>
              Undo all changes
            </Button>
          )}
        </Group>
      )}
    </Stack>
  );
}

/** Why it cannot be saved as it stands. */
function refusalOf({ edit, isOvertaken }: PolicyEdit, hasErrors: boolean): string | undefined {
  if (!edit) return 'Nothing has changed yet.';
  if (isOvertaken) return 'The draft changed meanwhile: choose above which text to go on with.';
  return hasErrors ? 'Mend its faults first: a document with faults is not stored.' : undefined;
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
