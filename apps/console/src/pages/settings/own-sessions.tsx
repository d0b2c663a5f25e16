import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import type { Item } from '../../api/types.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Instant } from '../../components/instant.tsx';
import { Mark } from '../../components/mark.tsx';
import { Panel } from '../../components/page.tsx';
import { PagedTable } from '../../components/paged-table.tsx';
import { usePages } from '../../components/use-pages.ts';

type Session = Item<'listSessions'>;

/** Where one is signed in, each to be ended from here. */
export function OwnSessions() {
  const [ending, setEnding] = useState<Session>();
  const query = usePages(['sessions', 'own'], (cursor) =>
    bodyOf(api.GET('/v1/sessions', { params: { query: { cursor } } })),
  );
  return (
    <Panel title="Where you are signed in" flush>
      <PagedTable
        label="Your sessions"
        query={query}
        rowKey={(row) => row.id}
        empty="You are signed in nowhere else."
        columns={[
          {
            header: 'Browser',
            cell: (row) => (
              <>
                <span title={row.userAgent ?? undefined}>{browserName(row.userAgent)}</span>
                <div>
                  <code>{row.address}</code>
                </div>
              </>
            ),
          },
          { header: 'Since', wide: true, cell: (row) => <Instant at={row.createdAt} relative /> },
          { header: 'Last seen', wide: true, cell: (row) => <Instant at={row.lastSeenAt} relative /> },
          {
            header: 'Action',
            cell: (row) =>
              row.current ? (
                <Mark tone="good" label="this one" />
              ) : (
                <Button
                  size="compact-xs"
                  variant="default"
                  onClick={() => setEnding(row)}
                  aria-label={`End the session of ${browserName(row.userAgent)} since ${new Date(row.createdAt).toLocaleString()}`}
                >
                  End
                </Button>
              ),
          },
        ]}
      />
      {ending && <EndDialog session={ending} onClose={() => setEnding(undefined)} />}
    </Panel>
  );
}

function EndDialog({ session, onClose }: { session: Session; onClose: () => void }) {
  const client = useQueryClient();
  const mutation = useMutation({
    mutationFn: () => api.DELETE('/v1/sessions/{id}', { params: { path: { id: session.id } } }),
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries({ queryKey: ['sessions'] });
    },
  });
  return (
    <ConfirmDialog
      title="End this session"
      text="Whoever uses it is signed out, and has to give the password again."
      confirm="End it"
      isDangerous
      opened
      onClose={onClose}
      mutation={mutation}
    />
  );
}

const BROWSERS = ['Edg', 'OPR', 'Firefox', 'Chrome', 'Safari'];
const SYSTEMS = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS', 'Linux'];
const NAMES: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', 'Mac OS': 'macOS' };

/** `Chrome on Linux`, of what a browser says of itself. */
function browserName(userAgent: string | null): string {
  const nameOf = (words: readonly string[]) => {
    const word = words.find((each) => userAgent?.includes(each));
    return word && (NAMES[word] ?? word);
  };
  const system = nameOf(SYSTEMS);
  return `${nameOf(BROWSERS) ?? 'A browser'}${system ? ` on ${system}` : ''}`;
}
