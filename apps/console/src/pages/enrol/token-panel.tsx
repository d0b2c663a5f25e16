import { Button, CopyButton, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { Instant } from '../../components/instant.tsx';
import { Panel } from '../../components/page.tsx';
import { whileAttended } from '../../session/presence.ts';
import classes from './token-panel.module.css';

interface Props {
  made: Answer<'createEnrolmentToken'>;
  onClose: () => void;
}

/** A token that was just made: shown this once, with its QR code and a counter that rises as handsets join. */
export function TokenPanel({ made, onClose }: Props) {
  const { data } = useQuery({
    queryKey: ['enrolment-tokens', made.id],
    queryFn: () => bodyOf(api.GET('/v1/enrolment-tokens/{id}', { params: { path: { id: made.id } } })),
    refetchInterval: whileAttended(2),
  });
  const uses = data?.uses ?? made.uses;
  const payload = JSON.stringify(made.enrolment);
  return (
    <Panel
      title={`Token ${made.label}`}
      actions={
        <Button size="xs" variant="default" onClick={onClose}>
          I have kept it
        </Button>
      }
    >
      <Group align="flex-start" gap="lg">
        <img
          className={classes.code}
          src={`data:image/svg+xml;utf8,${encodeURIComponent(made.qrCode)}`}
          alt="QR code that a handset scans to enrol"
          width={220}
          height={220}
        />
        <Stack gap="sm" className={classes.text}>
          <Text size="sm">
            Let the handset scan the code, or give it the text below. <strong>It is shown only now</strong>; it ends{' '}
            <Instant at={made.expiresAt} />.
          </Text>
          <code className={classes.payload}>{payload}</code>
          <CopyButton value={payload}>
            {({ copied, copy }) => (
              <Button size="xs" variant="default" onClick={copy} className={classes.copy}>
                {copied ? 'Copied' : 'Copy'}
              </Button>
            )}
          </CopyButton>
          <Text role="status">
            <strong className={classes.counter}>{uses}</strong> of {made.maxUses} joined
          </Text>
        </Stack>
      </Group>
    </Panel>
  );
}
