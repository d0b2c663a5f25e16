import { Button, Menu } from '@mantine/core';

interface Props {
  /** What is exported, for those who do not see where the button stands. */
  label: string;
  /** Address of the API that sends the file. */
  path: '/v1/devices/export' | '/v1/findings/export';
  /** Filters and order of the list as it is shown. */
  search: Readonly<Record<string, string | undefined>>;
}

const FORMATS = [
  ['csv', 'CSV, for a spreadsheet'],
  ['ndjson', 'NDJSON, for programs'],
] as const;

/** Downloads the list as it is filtered and sorted, all of it. */
export function ExportMenu({ label, path, search }: Props) {
  const given = Object.entries(search).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button size="xs" variant="default" aria-label={label}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {FORMATS.map(([format, name]) => (
          <Menu.Item
            key={format}
            component="a"
            download
            href={`${path}?${new URLSearchParams([...given, ['format', format]])}`}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
