import { Radio, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { type Ban, banRule, newPolicySource, suggestName } from './new-policy.ts';
import { putDraft, readVersion } from './policy-queries.ts';

interface Props {
  ban: Ban;
  onClose: () => void;
}

/** Makes a draft: of a new policy, or, for something to be banned, of an existing one with a rule more. */
export function NewPolicyDialog({ ban, onClose }: Props) {
  const navigate = useNavigate();
  const client = useQueryClient();
  const subject = ban.host ?? ban.app;
  const [isNew, setNew] = useState(true);
  const [name, setName] = useState(suggestName(ban));
  const [existing, setExisting] = useState<string | null>(null);
  const { data } = useQuery({
    queryKey: ['policies', 'names'],
    queryFn: () => bodyOf(api.GET('/v1/policies', { params: { query: { limit: 200 } } })),
    enabled: subject !== undefined,
  });
  const hasNone = data !== undefined && data.items.length === 0;
  const target = isNew ? name : (existing ?? '');
  const mutation = useMutation({
    mutationFn: async () => {
      if (!isNew) return withBan(target, ban);
      return putDraft(name, { format: 'yaml', source: newPolicySource(name, ban) }, { 'if-none-match': '*' });
    },
    onSuccess: async ({ draft }) => {
      await client.invalidateQueries({ queryKey: ['policies'] });
      const search = { version: String(draft.version), ...(isNew ? {} : { tab: 'versions' }) };
      void navigate({ to: '/policies/$name', params: { name: target }, search });
    },
  });
  return (
    <ConfirmDialog
      title={subject === undefined ? 'New policy' : `Ban ${subject}`}
      text="It begins as a draft. Nothing is judged by it until you publish it."
      confirm="Make the draft"
      opened
      onClose={onClose}
      mutation={mutation}
    >
      {subject !== undefined && (
        <Radio.Group
          label="Where the rule goes"
          value={isNew ? 'new' : 'existing'}
          onChange={(value) => setNew(value === 'new' || hasNone)}
        >
          <Stack gap="xs" mt="xs">
            <Radio value="new" label="A new policy" />
            <Radio
              value="existing"
              label="An existing policy"
              {...(hasNone && { description: 'There is no policy yet.', 'aria-disabled': true })}
            />
          </Stack>
        </Radio.Group>
      )}
      {isNew ? (
        <TextInput
          label="Name"
          description="Lower-case letters, digits and hyphens; it never changes"
          placeholder="foreign-cloud"
          required
          pattern="[a-z0-9][a-z0-9\-]*"
          maxLength={64}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          data-autofocus
        />
      ) : (
        <Select
          label="Policy"
          description="The rule is added to its draft, or to a new draft of it"
          required
          searchable
          data={(data?.items ?? []).map((policy) => ({ value: policy.name, label: `${policy.name}: ${policy.title}` }))}
          value={existing}
          onChange={setExisting}
        />
      )}
    </ConfirmDialog>
  );
}

/** Puts the newest text of a policy with the ban as one more rule. */
async function withBan(name: string, ban: Ban) {
  const { addRule } = await import('./add-rule.ts');
  const { items } = await bodyOf(
    api.GET('/v1/policies/{name}/versions', { params: { path: { name }, query: { limit: 1 } } }),
  );
  const { source, sourceFormat, etag } = await readVersion(name, items[0]?.version ?? 1);
  const body = { format: sourceFormat, source: addRule(source, sourceFormat, banRule(ban)) };
  return putDraft(name, body, etag === null ? undefined : { 'if-match': etag });
}
