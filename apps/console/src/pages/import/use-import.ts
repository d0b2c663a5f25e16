import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import type { Answer, Query } from '../../api/types.ts';

export type ImportKind = Query<'importFile'>['kind'];
export type ImportResult = Answer<'importFile'>;

/** A file as it was when it was chosen: what is imported is what was looked through. */
export interface ReadFile {
  bytes: Blob;
}

async function send(kind: ImportKind, { bytes }: ReadFile, isDryRun: boolean): Promise<ImportResult> {
  return bodyOf(
    api.POST('/v1/imports', {
      params: { query: { kind, dryRun: isDryRun ? 'true' : 'false' } },
      headers: { 'content-type': 'text/csv' },
      body: bytes as unknown as string,
      bodySerializer: (body: unknown) => body as Blob,
    }),
  );
}

/** The steps of an import: a file is chosen and at once looked through; what was looked through is imported. */
export function useImport(kind: ImportKind) {
  const client = useQueryClient();
  const [file, setFile] = useState<ReadFile>();
  const check = useMutation({ mutationFn: (read: ReadFile) => send(kind, read, true) });
  const apply = useMutation({
    mutationFn: (read: ReadFile) => send(kind, read, false),
    onSuccess: () => client.invalidateQueries(),
  });
  const choose = async (chosen: File | null) => {
    apply.reset();
    check.reset();
    setFile(undefined);
    if (!chosen) return;
    const read = { bytes: new Blob([await chosen.arrayBuffer()]) };
    setFile(read);
    check.mutate(read);
  };
  return { file, choose, check, apply };
}
