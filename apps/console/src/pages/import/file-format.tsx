import { Button, Group, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { api, bodyOf } from '../../api/client.ts';
import { ProblemAlert } from '../../components/problem.tsx';
import classes from './import.module.css';
import type { ImportKind } from './use-import.ts';

/** Which columns a file has, and a file to begin with. */
export function FileFormat({ kind }: { kind: ImportKind }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['imports', kind],
    queryFn: () => bodyOf(api.GET('/v1/imports/{kind}', { params: { path: { kind } } })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return null;
  return (
    <Stack gap="xs">
      <Group>
        <Button
          component="a"
          variant="default"
          size="xs"
          href={`data:text/csv;charset=utf-8,${encodeURIComponent(`\ufeff${data.template}`)}`}
          download={`${kind}-template.csv`}
        >
          Download a template
        </Button>
      </Group>
      <details className={classes.columns}>
        <summary>Columns of the file</summary>
        <Text size="sm" mt="xs">
          {kind === 'people'
            ? 'Who has a service number is known by it; a dependant without one by name and sponsor; anybody else by e-mail address.'
            : 'Handsets enrol by themselves, with a key of their own. A file says who holds them and where they belong.'}{' '}
          An empty cell leaves what is there; where it says so, a lone hyphen empties it.
        </Text>
        <Table className={classes.table} mt="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">Column</Table.Th>
              <Table.Th scope="col">What it holds</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {data.columns.map(({ heading, description, isClearable }) => (
              <Table.Tr key={heading}>
                <Table.Td>
                  <code>{heading}</code>
                </Table.Td>
                <Table.Td>
                  {description}
                  {isClearable && ' A hyphen empties it.'}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </details>
    </Stack>
  );
}
