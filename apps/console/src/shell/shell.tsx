import { Alert, AppShell, Box, Burger, Group, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useNavigate, useRouterState } from '@tanstack/react-router';
import { lazy, Suspense, useEffect } from 'react';
import { NavItem, TextLink } from '../components/links.tsx';
import { useCan, useMe, useSession } from '../session/session.ts';
import { LiveMark } from './live-mark.tsx';
import { NAVIGATION } from './navigation.ts';
import classes from './shell.module.css';
import { UserMenu } from './user-menu.tsx';

/** Not part of the first page: its file is loaded without a session. */
const ExpiredDialog = lazy(() => import('./expired-dialog.tsx').then((module) => ({ default: module.ExpiredDialog })));

/** Around every page of somebody who is signed in. */
export function Shell() {
  const session = useSession();
  const navigate = useNavigate();
  const isSignedOut = session.state === 'signed-out';
  useEffect(() => {
    if (isSignedOut) void navigate({ to: '/sign-in', replace: true });
  }, [isSignedOut, navigate]);
  return session.state === 'signed-in' ? <SignedInShell isExpired={session.expired} /> : null;
}

function SignedInShell({ isExpired }: { isExpired: boolean }) {
  const [opened, { toggle, close }] = useDisclosure(false);
  const me = useMe();
  const path = useRouterState({ select: (state) => state.location.pathname });
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new page closes the navigation on a small screen.
  useEffect(close, [path]);
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 216, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding={{ base: 'sm', sm: 'lg' }}
      classNames={{ header: classes.header, navbar: classes.navbar }}
    >
      <a href="#content" className="skip-link">
        Skip to the content
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap" className={classes.brand}>
            <Burger
              opened={opened}
              onClick={toggle}
              hiddenFrom="sm"
              size="sm"
              aria-label={opened ? 'Close the navigation' : 'Open the navigation'}
            />
            <TextLink to="/" underline="never" className={classes.logo}>
              <img src="/icon.svg" alt="" width={24} height={24} />
              <span>Cordon</span>
            </TextLink>
            <Text size="sm" c="dimmed" truncate className={classes.organisation}>
              {me.organisation.name}
            </Text>
          </Group>
          <Group gap="md" wrap="nowrap">
            <LiveMark isPaused={isExpired} />
            <UserMenu />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="xs" aria-label="Pages">
        <Navigation path={path} />
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
        {me.passwordTemporary && <TemporaryPassword />}
        <Outlet />
      </AppShell.Main>
      {isExpired && (
        <Suspense>
          <ExpiredDialog />
        </Suspense>
      )}
    </AppShell>
  );
}

function Navigation({ path }: { path: string }) {
  const can = useCan();
  const groups = NAVIGATION.map(({ label, entries }) => ({
    label,
    entries: entries.filter(({ permission }) => permission === undefined || can(permission)),
  })).filter(({ entries }) => entries.length > 0);
  return groups.map(({ label, entries }) => (
    <Box key={label} mb="sm" role="group" aria-label={label}>
      <Text aria-hidden className={classes.groupLabel}>
        {label}
      </Text>
      {entries.map(({ to, label: name }) => {
        const isActive = to === '/' ? path === '/' : path.startsWith(to);
        return <NavItem key={to} to={to} label={name} active={isActive} className={classes.item} />;
      })}
    </Box>
  ));
}

function TemporaryPassword() {
  return (
    <Alert variant="outline" color="yellow" mb="md" className="notice-warn" p="xs">
      <Text size="sm">
        The password is still the one printed at the first start.{' '}
        <TextLink to="/settings" search={{ tab: 'you' }} inherit underline="always">
          Choose your own
        </TextLink>
        .
      </Text>
    </Alert>
  );
}
