import { Box, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import classes from './page.module.css';

interface PageProps {
  title: string;
  /** One sentence, where the title does not say it. */
  lead?: ReactNode;
  /** Buttons at the end of the title's line. */
  actions?: ReactNode;
  /** Above the title: where the page belongs. */
  above?: ReactNode;
  children: ReactNode;
}

/** A page: its title, for the tab as well, then its content. */
export function Page({ title, lead, actions, above, children }: PageProps) {
  useDocumentTitle(`${title} · Cordon`);
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-end" gap="sm">
        <Box className={classes.heading}>
          {above}
          <Title order={1}>{title}</Title>
          {lead && (
            <Text size="sm" c="dimmed" mt={4} component="div">
              {lead}
            </Text>
          )}
        </Box>
        {actions && <Group gap="xs">{actions}</Group>}
      </Group>
      {children}
    </Stack>
  );
}

interface PanelProps {
  title: string;
  actions?: ReactNode;
  children: ReactNode;
  /** Without space around the content: tables bring their own. */
  flush?: boolean;
}

/** A part of a page with a heading of its own. */
export function Panel({ title, actions, children, flush }: PanelProps) {
  return (
    <Paper component="section" withBorder className={classes.panel} aria-label={title}>
      <Group justify="space-between" className={classes.panelHead}>
        <Title order={2}>{title}</Title>
        {actions}
      </Group>
      <div className={flush ? classes.flush : classes.body}>{children}</div>
    </Paper>
  );
}
