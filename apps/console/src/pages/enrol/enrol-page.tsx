import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import type { Answer, Item } from '../../api/types.ts';
import { AllowedButton } from '../../components/allowed-button.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { EndsFilter, FilterBar } from '../../components/filter-bar.tsx';
import { Instant } from '../../components/instant.tsx';
import { ButtonLink, TextLink } from '../../components/links.tsx';
import { StateMark } from '../../components/mark.tsx';
import { Page, Panel } from '../../components/page.tsx';
import { PagedTable } from '../../components/paged-table.tsx';
import { usePages } from '../../components/use-pages.ts';
import { useUnits } from '../../components/use-units.ts';
import { count, vendorName } from '../../components/words.ts';
import { useCan } from '../../session/session.ts';
import { NewTokenDialog } from './new-token-dialog.tsx';
import { TokenPanel } from './token-panel.tsx';

const route = getRouteApi('/signed-in/enrol');

/** What lets handsets join. */
export function EnrolPage() {
  const can = useCan();
  const { nameOf } = useUnits();
  const [opened, { open, close }] = useDisclosure(false);
  const [made, setMade] = useState<Answer<'createEnrolmentToken'>>();
  const mayWrite = can('enrolment-tokens:write');
  const { ends } = route.useSearch();
  const navigate = route.useNavigate();
  const endsWithinDays = Number(ends) || undefined;
  const query = usePages(
    ['enrolment-tokens', 'list', ends ?? ''],
    (cursor) => bodyOf(api.GET('/v1/enrolment-tokens', { params: { query: { cursor, endsWithinDays } } })),
    { refreshSeconds: 5 },
  );
  return (
    <Page
      title="Enrol"
      lead={
        <>
          A token lets handsets enrol.{' '}
          <TextLink to="/devices" search={{ state: 'pending' }} inherit>
            Devices waiting for approval
          </TextLink>
        </>
      }
      actions={
        <>
          {can('imports:write') && can('devices:write') && (
            <ButtonLink to="/import" search={{ kind: 'devices' }} variant="default" size="sm">
              Import
            </ButtonLink>
          )}
          <AllowedButton
            size="sm"
            refusal={mayWrite ? undefined : 'Your role makes no enrolment tokens.'}
            onClick={open}
          >
            New token
          </AllowedButton>
        </>
      }
    >
      {made && <TokenPanel made={made} onClose={() => setMade(undefined)} />}
      <FilterBar>
        <EndsFilter value={ends} onChange={(next) => void navigate({ search: { ends: next }, replace: true })} />
      </FilterBar>
      <Panel title="Enrolment tokens" flush>
        <PagedTable
          label="Enrolment tokens"
          query={query}
          rowKey={(row) => row.id}
          empty={
            ends ? 'No token ends that soon.' : 'There is no token yet. Make one, and show its QR code to a handset.'
          }
          columns={[
            {
              header: 'Token',
              cell: (row) => (
                <>
                  <strong>{row.label}</strong>
                  <div>{limitsOf(row)}</div>
                </>
              ),
            },
            { header: 'State', cell: (row) => <StateMark state={row.state} /> },
            { header: 'Used', align: 'end', cell: (row) => `${row.uses} of ${row.maxUses}` },
            { header: 'Ownership', wide: true, cell: (row) => row.ownership },
            { header: 'Unit', wide: true, cell: (row) => nameOf(row.unitId) },
            { header: 'Needs approval', wide: true, cell: (row) => (row.requireApproval ? 'yes' : 'no') },
            { header: 'Ends', cell: (row) => <Instant at={row.expiresAt} relative /> },
            { header: 'Action', cell: (row) => mayWrite && row.state === 'valid' && <RevokeButton token={row} /> },
          ]}
        />
      </Panel>
      {opened && <NewTokenDialog onClose={close} onMade={setMade} />}
    </Page>
  );
}

/** Which handsets it is for, in short. */
function limitsOf({ limits, replacesDeviceId }: Item<'listEnrolmentTokens'>): string {
  const { vendors = [], models = [], serialNumbers = [], imeis = [] } = limits;
  return [
    vendors.length > 0 && `for ${vendors.map(vendorName).join(', ')}`,
    models.length > 0 && `models ${models.join(', ')}`,
    serialNumbers.length > 0 && count(serialNumbers.length, 'serial number'),
    imeis.length > 0 && count(imeis.length, 'IMEI'),
    replacesDeviceId !== null && 'replaces a device',
  ]
    .filter((part) => part !== false)
    .join('; ');
}

function RevokeButton({ token }: { token: Item<'listEnrolmentTokens'> }) {
  const client = useQueryClient();
  const [opened, { open, close }] = useDisclosure(false);
  const mutation = useMutation({
    mutationFn: () => bodyOf(api.POST('/v1/enrolment-tokens/{id}/revoke', { params: { path: { id: token.id } } })),
    onSuccess: async () => {
      close();
      await client.invalidateQueries({ queryKey: ['enrolment-tokens'] });
    },
  });
  return (
    <>
      <Button size="compact-xs" variant="default" onClick={open} aria-label={`Revoke ${token.label}`}>
        Revoke
      </Button>
      <ConfirmDialog
        title={`Revoke ${token.label}`}
        text="No handset can enrol with it any more. Those that did stay enrolled."
        confirm="Revoke"
        isDangerous
        opened={opened}
        onClose={close}
        mutation={mutation}
      />
    </>
  );
}
