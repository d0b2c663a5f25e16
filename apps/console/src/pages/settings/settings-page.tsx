import { Tabs } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Page } from '../../components/page.tsx';
import { useCan } from '../../session/session.ts';
import { ApiTokens } from './api-tokens.tsx';
import { Catalogue } from './catalogue.tsx';
import { OrganisationSettings } from './organisation-settings.tsx';
import { Users } from './users.tsx';
import { You } from './you.tsx';

const route = getRouteApi('/signed-in/settings');

/** One's own account, users, tokens, the organisation; each for who may. */
export function SettingsPage() {
  const { tab } = route.useSearch();
  const navigate = route.useNavigate();
  const can = useCan();
  const all: [value: string, label: string, isShown: boolean, content: ReactNode][] = [
    ['you', 'Your account', true, <You key="you" />],
    ['users', 'Users and grants', can('users:read'), <Users key="users" />],
    ['tokens', 'API tokens', can('api-tokens:read'), <ApiTokens key="tokens" />],
    ['catalogue', 'Catalogue', can('policies:read'), <Catalogue key="catalogue" />],
    [
      'organisation',
      'Organisation',
      can('organisation:read', 'everywhere'),
      <OrganisationSettings key="organisation" />,
    ],
  ];
  const shown = all.filter(([, , isShown]) => isShown);
  const active = shown.some(([value]) => value === tab) ? tab : 'you';
  return (
    <Page title="Settings">
      <Tabs
        value={active ?? 'you'}
        onChange={(value) => void navigate({ search: { tab: value ?? undefined }, replace: true })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {shown.map(([value, label]) => (
            <Tabs.Tab key={value} value={value}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {shown.map(([value, , , content]) => (
          <Tabs.Panel key={value} value={value}>
            {content}
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  );
}
