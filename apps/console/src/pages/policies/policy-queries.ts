import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import { toProblem } from '../../api/problem.ts';
import type { Answer } from '../../api/types.ts';
import { whileAttended } from '../../session/presence.ts';

/** With the entity tag of its answer, for the `If-Match` of what is put after it. */
export type Tagged<T> = T & { etag: string | null };

async function taggedBodyOf<T>(answer: Promise<{ data?: T; response: Response }>): Promise<Tagged<NonNullable<T>>> {
  const { data, response } = await answer;
  if (data === undefined || data === null) throw toProblem(502, undefined);
  return { ...data, etag: response.headers.get('etag') };
}

export type ReadPolicy = Tagged<Answer<'showPolicy'>>;
export type ReadVersion = Tagged<Answer<'showPolicyVersion'>>;

/** A policy; its tag is that of its newest text, whoever wrote it. */
export function policyQuery(name: string) {
  return queryOptions({
    queryKey: ['policies', name],
    queryFn: (): Promise<ReadPolicy> => taggedBodyOf(api.GET('/v1/policies/{name}', { params: { path: { name } } })),
    refetchInterval: whileAttended(15),
  });
}

/** Reads a version with its text and the tag of it. */
export function readVersion(name: string, version: number): Promise<ReadVersion> {
  const params = { path: { name, version } };
  return taggedBodyOf(api.GET('/v1/policies/{name}/versions/{version}', { params }));
}

/** As {@link readVersion}, kept. */
export function versionQuery(name: string, version: number) {
  return queryOptions({
    queryKey: ['policies', name, 'versions', version],
    queryFn: () => readVersion(name, version),
  });
}

type PutBody = { format: 'yaml' | 'json'; source: string };

/** Puts a draft. `condition`: a header that says what it may replace, so that nothing of others is lost. */
export function putDraft(
  name: string,
  body: PutBody,
  condition: { 'if-match': string } | { 'if-none-match': '*' } | undefined,
): Promise<Tagged<Answer<'putPolicy'>>> {
  return taggedBodyOf(
    api.PUT('/v1/policies/{name}', { params: { path: { name } }, body, ...(condition && { headers: condition }) }),
  );
}
