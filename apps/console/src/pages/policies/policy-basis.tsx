import { Anchor, Group, Stack, Text } from '@mantine/core';
import { NamedItems } from '../../components/named-items.tsx';
import { Panel } from '../../components/page.tsx';
import { useUnits } from '../../components/use-units.ts';
import { describeScope, type EvidenceSource, type RemediationDescription } from './describe-document.ts';
import classes from './rule-list.module.css';

/** What a policy is about, and whom it is for. */
export function PolicyScope({ description, appliesTo }: { description: string | undefined; appliesTo: unknown }) {
  const { units } = useUnits();
  const names = new Map(units.map(({ key, name }) => [key, name]));
  const { sentence, names: lists } = describeScope(appliesTo, (key) => names.get(key) ?? key);
  return (
    <Panel title="What it is for">
      <Stack gap="xs">
        {description && <Text className={classes.text}>{description}</Text>}
        <Text>{sentence}</Text>
        {lists.map((named) => (
          <NamedItems key={named.kind} {...named} />
        ))}
      </Stack>
    </Panel>
  );
}

/** What has been fixed since, what that covers, and who says so. */
export function Remediations({
  remediations,
  sources,
}: {
  remediations: readonly RemediationDescription[];
  sources: readonly EvidenceSource[];
}) {
  return (
    <Panel title={`Remediations (${remediations.length})`} flush>
      <ul className={classes.rules}>
        {remediations.map(({ id, title, sentence, confirmedBy }) => (
          <li key={id} className={classes.rule}>
            <Group gap="xs" align="baseline">
              <strong>{title ?? id}</strong>
              {title && (
                <Text size="sm" c="dimmed">
                  {id}
                </Text>
              )}
            </Group>
            <Text>{sentence}</Text>
            <Text size="sm" c="dimmed" mt={4}>
              {confirmedBy === undefined ? 'Nobody has confirmed it.' : 'Confirmed by '}
              {confirmedBy !== undefined && <Cited ids={[confirmedBy]} sources={sources} />}
            </Text>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** The dated sources behind rules and remediations. */
export function Sources({ sources }: { sources: readonly EvidenceSource[] }) {
  return (
    <Panel title={`Evidence (${sources.length})`} flush>
      <ul className={classes.rules}>
        {sources.map(({ id, title, date, publisher, url, observed, affects }) => (
          <li key={id} id={anchorOf(id)} className={classes.rule}>
            <Group gap="xs" align="baseline">
              {url ? (
                <Anchor href={url} target="_blank" rel="noopener noreferrer" fw={600} underline="always">
                  {title}
                </Anchor>
              ) : (
                <strong>{title}</strong>
              )}
              <Text size="sm" c="dimmed">
                {[publisher, date, id].filter(Boolean).join(', ')}
              </Text>
            </Group>
            {observed && <Text className={classes.text}>{observed}</Text>}
            {affects && (
              <Text size="sm" c="dimmed" mt={4}>
                About {affects}
              </Text>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Sources by title, each leading to where it stands below; one of another policy by its id. */
export function Cited({ ids, sources }: { ids: readonly string[]; sources: readonly EvidenceSource[] }) {
  return ids.map((id, index) => {
    const source = sources.find((each) => each.id === id);
    return (
      <span key={id}>
        {index > 0 && ', '}
        {source ? (
          <Anchor href={`#${anchorOf(id)}`} inherit underline="always">
            {source.title} ({source.date})
          </Anchor>
        ) : (
          <>
            <code>{id}</code> of another policy
          </>
        )}
      </span>
    );
  });
}

function anchorOf(id: string): string {
  return `source-${id}`;
}
