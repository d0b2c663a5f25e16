import { Select, TagsInput, TextInput } from '@mantine/core';
import type { Body } from '../../api/types.ts';
import { PersonSelect } from '../../components/person-select.tsx';
import { unitOptions, useUnits } from '../../components/use-units.ts';
import { count } from '../../components/words.ts';
import { useCan } from '../../session/session.ts';

export type BulkChange = Body<'changeDevices'>['change'];
export type BulkKind = BulkChange['kind'];

/** A change before anything is filled in. */
export const EMPTY_CHANGES: { [Kind in BulkKind]: Extract<BulkChange, { kind: Kind }> } = {
  tag: { kind: 'tag', add: [], remove: [] },
  assign: { kind: 'assign' },
  approve: { kind: 'approve' },
  retire: { kind: 'retire', reason: '' },
};

/** `Retire 12 devices` */
export function titleOf(kind: BulkKind, number: number): string {
  const verb = { tag: 'Tag', assign: 'Assign', approve: 'Approve', retire: 'Retire' }[kind];
  return `${verb} ${count(number, 'device')}`;
}

/** What will happen, in a sentence. */
export const CONSEQUENCES: Readonly<Record<BulkKind, string>> = {
  tag: 'Their other tags stay. Tags change no verdict.',
  assign:
    'What is left empty stays as it is. A change of unit or ownership changes which policies apply: they are judged again.',
  approve: 'Their reports so far are judged, and they count from now on.',
  retire:
    'They can report no more, and their verdicts end. Their history stays. This cannot be undone: to be used again, a handset has to enrol again.',
};

/** Why a change cannot be made as it is filled in. */
export function lackOf(change: BulkChange): string | undefined {
  if (change.kind === 'retire' && change.reason.trim() === '') return 'Say why they are retired.';
  if (change.kind === 'tag' && !change.add?.length && !change.remove?.length) return 'Name a tag first.';
  if (change.kind === 'assign' && Object.keys(change).length === 1) return 'Choose what to assign first.';
  return undefined;
}

interface Props {
  change: BulkChange;
  onChange: (change: BulkChange) => void;
}

/** What a change needs to know. */
export function BulkFields({ change, onChange }: Props) {
  if (change.kind === 'tag') {
    return (
      <>
        <TagsInput
          label="Add"
          value={change.add ?? []}
          maxTags={50}
          onChange={(add) => onChange({ ...change, add })}
          data-autofocus
        />
        <TagsInput
          label="Take away"
          value={change.remove ?? []}
          maxTags={50}
          onChange={(remove) => onChange({ ...change, remove })}
        />
      </>
    );
  }
  if (change.kind === 'retire') {
    return (
      <TextInput
        label="Reason"
        required
        maxLength={500}
        value={change.reason}
        onChange={(event) => onChange({ ...change, reason: event.currentTarget.value })}
        data-autofocus
      />
    );
  }
  return change.kind === 'assign' ? <AssignFields change={change} onChange={onChange} /> : null;
}

type Assignment = Extract<BulkChange, { kind: 'assign' }>;

function AssignFields({ change, onChange }: { change: Assignment; onChange: Props['onChange'] }) {
  const can = useCan();
  const { units } = useUnits();
  const set = ({ unitId, personId, ownership }: Omit<Assignment, 'kind'>) =>
    onChange({
      kind: 'assign',
      ...(unitId && { unitId }),
      ...(personId && { personId }),
      ...(ownership && { ownership }),
    });
  return (
    <>
      {units.length > 0 && (
        <Select
          label="Unit"
          placeholder="As it is"
          data={unitOptions(units)}
          searchable
          clearable
          value={change.unitId ?? null}
          onChange={(unitId) => set({ ...change, unitId: unitId ?? undefined })}
        />
      )}
      {can('people:read') && (
        <PersonSelect
          label="Holder"
          placeholder="As it is"
          value={change.personId ?? null}
          onChange={(personId) => set({ ...change, personId })}
        />
      )}
      <Select
        label="Ownership"
        placeholder="As it is"
        data={['issued', 'personal', 'dependant']}
        clearable
        value={change.ownership ?? null}
        onChange={(ownership) => set({ ...change, ownership: (ownership as Assignment['ownership']) ?? undefined })}
      />
    </>
  );
}
