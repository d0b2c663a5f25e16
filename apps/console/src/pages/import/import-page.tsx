import { Group, SegmentedControl, Stack } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { TextLink } from '../../components/links.tsx';
import { Page, Panel } from '../../components/page.tsx';
import { EmptyState, LoadingRows } from '../../components/paged-table.tsx';
import { ProblemAlert } from '../../components/problem.tsx';
import { useCan } from '../../session/session.ts';
import { ChosenFile } from './chosen-file.tsx';
import { FileFormat } from './file-format.tsx';
import { ImportOutcome } from './import-outcome.tsx';
import { type ImportKind, useImport } from './use-import.ts';

const route = getRouteApi('/signed-in/import');

/** People and devices from a CSV file: looked through first, then imported as a whole. */
export function ImportPage() {
  const can = useCan();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const kinds = KINDS.filter(({ needs }) => needs.every((permission) => can(permission)));
  const kind = kinds.find(({ value }) => value === search.kind)?.value ?? kinds[0]?.value;
  return (
    <Page
      title="Import"
      lead="A CSV file is looked through first: every fault by row, and what would be done. Then all of it is imported, or nothing."
      above={
        <TextLink to={kind === 'devices' ? '/enrol' : '/people'} size="sm">
          {kind === 'devices' ? 'Enrol' : 'People'}
        </TextLink>
      }
    >
      {kinds.length > 1 && kind && (
        <Group>
          <SegmentedControl
            aria-label="What the file lists"
            data={kinds.map(({ value, label }) => ({ value, label }))}
            value={kind}
            onChange={(value) => void navigate({ search: { kind: value }, replace: true })}
          />
        </Group>
      )}
      {kind ? <ImportOf key={kind} kind={kind} /> : <NotAllowed />}
    </Page>
  );
}

const KINDS = [
  { value: 'people', label: 'People', needs: ['imports:write', 'people:write', 'people:read'] },
  { value: 'devices', label: 'Devices', needs: ['imports:write', 'devices:write', 'devices:read', 'people:read'] },
] as const;

function NotAllowed() {
  return (
    <Panel title="Not for your role" flush>
      <EmptyState>Your role imports nothing. An administrator can grant one that does, such as helpdesk.</EmptyState>
    </Panel>
  );
}

function ImportOf({ kind }: { kind: ImportKind }) {
  const { file, choose, check, apply } = useImport(kind);
  const result = apply.data ?? check.data;
  return (
    <Stack>
      <Panel title="File">
        <Stack>
          <ChosenFile isChosen={file !== undefined} kind={kind} onChoose={choose} />
          <FileFormat kind={kind} />
        </Stack>
      </Panel>
      {check.isPending && file && (
        <Panel title="Looking through the file" flush>
          <LoadingRows />
        </Panel>
      )}
      {check.isError && <ProblemAlert error={check.error} />}
      {apply.isError && <ProblemAlert error={apply.error} />}
      {result && file && (
        <ImportOutcome result={result} isApplying={apply.isPending} onApply={() => apply.mutate(file)} />
      )}
    </Stack>
  );
}
