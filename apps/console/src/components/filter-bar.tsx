import { Button, Group, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { memo, type ReactNode, useEffect, useRef, useState } from 'react';
import { useStable } from './use-stable.ts';

interface FilterSelectProps {
  label: string;
  value: string | undefined;
  options: readonly (string | { value: string; label: string })[];
  onChange: (value: string | undefined) => void;
  /** Shown where nothing is chosen. */
  placeholder?: string;
  /** For long choices. */
  isWide?: boolean;
}

/** One filter with a choice; empty: all. */
export function FilterSelect({ onChange, ...props }: FilterSelectProps) {
  return <Choice {...props} onChange={useStable((next) => onChange(next ?? undefined))} />;
}

type ChoiceProps = Omit<FilterSelectProps, 'onChange'> & { onChange: (next: string | null) => void };

/** Drawn anew only when something of it changes: a filter costs more than a row, and each action would draw all of them. */
const Choice = memo(function Choice({ label, value, options, onChange, placeholder = 'All', isWide }: ChoiceProps) {
  return (
    <Select
      label={label}
      size="xs"
      w={{ base: 'calc(50% - 0.375rem)', xs: isWide ? 210 : 150 }}
      placeholder={placeholder}
      data={[...options]}
      value={value ?? null}
      onChange={onChange}
      clearable
      clearButtonProps={{ 'aria-label': `Clear ${label}` }}
      searchable={options.length > 10}
    />
  );
});

interface SearchFieldProps {
  label: string;
  placeholder: string;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

/** Long enough to put keys that are hit together into one search, too short to be noticed. */
const SEARCH_AFTER_MS = 50;

/** Searches a moment after the last key. */
export function SearchField({ label, placeholder, value, onChange }: SearchFieldProps) {
  const [text, setText] = useState(value ?? '');
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    // What comes back from the address while somebody types is older than what stands in the field.
    if (document.activeElement !== field.current) setText(value ?? '');
  }, [value]);
  const search = useDebouncedCallback(
    (next: string) => onChange(next.trim() === '' ? undefined : next.trim()),
    SEARCH_AFTER_MS,
  );
  return (
    <TextInput
      ref={field}
      type="search"
      size="xs"
      w={{ base: '100%', xs: 280 }}
      label={label}
      placeholder={placeholder}
      maxLength={100}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        search(event.currentTarget.value);
      }}
    />
  );
}

/** Filters in a row; they stand in the address, so that a view can be shared. */
export function FilterBar({ children, onClear }: { children: ReactNode; onClear?: (() => void) | undefined }) {
  return (
    <Group gap="sm" align="flex-end" component="search">
      {children}
      {onClear && (
        <Button size="xs" variant="subtle" onClick={onClear}>
          Clear filters
        </Button>
      )}
    </Group>
  );
}

const ENDS = [
  { value: '7', label: 'Within 7 days' },
  { value: '30', label: 'Within 30 days' },
] as const;

/** Narrows tokens to those that are valid and end soon. */
export function EndsFilter({ value, onChange }: Pick<FilterSelectProps, 'value' | 'onChange'>) {
  return (
    <FilterSelect label="Valid, and ends" placeholder="Whenever" options={ENDS} value={value} onChange={onChange} />
  );
}
