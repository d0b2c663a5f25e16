import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { policyQuery, putDraft, type ReadPolicy, type ReadVersion, versionQuery } from './policy-queries.ts';

/** What somebody has written and not saved yet, and what it was written on. */
interface Edit {
  text: string;
  base: Pick<ReadVersion, 'version' | 'source' | 'sourceFormat'>;
  /** Tag of the newest text when it was begun, or when its writer said to go on. */
  etag: string | null;
}

/** The text of a policy while it is written: above whatever shows it, so that no tab or other user takes it away. */
export interface PolicyEdit {
  /** Absent: nothing is unsaved. */
  edit: Edit | undefined;
  write: (text: string, version: ReadVersion) => void;
  undo: () => void;
  /** Somebody else saved since: saving has to wait for a choice. */
  isOvertaken: boolean;
  /** Goes on with the own text, which will replace the other one. */
  keepMine: () => void;
  save: UseMutationResult<void, Error, void>;
}

/** Keeps what is written on a policy until it is saved or given up. */
export function usePolicyEdit(policy: ReadPolicy, newest: number): PolicyEdit {
  const [edit, setEdit] = useState<Edit>();
  const undo = () => setEdit(undefined);
  const write = (text: string, version: ReadVersion) => {
    const base = edit?.base ?? version;
    // Of the newest version the tag that came with the text itself: the policy's may be of a newer one already.
    const etag = edit?.etag ?? (version.version === newest ? version.etag : policy.etag);
    setEdit(text === base.source ? undefined : { text, base, etag });
  };
  const keepMine = () => setEdit((present) => present && { ...present, etag: policy.etag });
  const save = useSave(policy.name, edit, setEdit);
  return { edit, write, undo, isOvertaken: edit !== undefined && edit.etag !== policy.etag, keepMine, save };
}

function useSave(
  name: string,
  edit: Edit | undefined,
  setEdit: (change: (present: Edit | undefined) => Edit | undefined) => void,
) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: async () => {
      if (!edit) return;
      const { text, base, etag } = edit;
      const condition = etag === null ? undefined : { 'if-match': etag };
      const put = await putDraft(name, { format: base.sourceFormat, source: text }, condition);
      const saved = await client.fetchQuery({ ...versionQuery(name, put.draft.version), staleTime: 0 });
      client.setQueryData(policyQuery(name).queryKey, { ...put.policy, etag: put.etag });
      // What was written while it was being saved stays.
      setEdit((present) =>
        present === undefined || present.text === text ? undefined : { ...present, base: saved, etag: put.etag },
      );
      const search = { tab: 'source', version: String(put.draft.version) };
      await navigate({ to: '/policies/$name', params: { name }, search, replace: true, ignoreBlocker: true });
    },
    // A refusal because of what others wrote: what they wrote is read, and the choice is offered.
    onSettled: () => client.invalidateQueries({ queryKey: ['policies'] }),
  });
}
