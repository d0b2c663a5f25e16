import { useQuery } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.ts';
import type { Item } from '../../api/types.ts';
import { useCan } from '../../session/session.ts';

type Actor = Item<'listAuditEvents'>['actor'];

/** Names of those who act, as far as the caller may read them and the first pages of users and API tokens hold them. */
export function useActorNames(): (actor: Actor) => string {
  const can = useCan();
  const query = { params: { query: { limit: 200 } } };
  const { data: users } = useQuery({
    queryKey: ['users', 'names'],
    queryFn: () => bodyOf(api.GET('/v1/users', query)),
    enabled: can('users:read'),
    staleTime: 60_000,
  });
  const { data: tokens } = useQuery({
    queryKey: ['api-tokens', 'names'],
    queryFn: () => bodyOf(api.GET('/v1/api-tokens', query)),
    enabled: can('api-tokens:read'),
    staleTime: 60_000,
  });
  const names = new Map([
    ...(users?.items ?? []).map((user) => [user.id, user.name] as const),
    ...(tokens?.items ?? []).map((token) => [token.id, `API token ${token.name}`] as const),
  ]);
  return ({ kind, id }) =>
    (id === null ? undefined : names.get(id)) ?? `a ${kind.replace('-', ' ')}`.replace('a api', 'an API');
}
