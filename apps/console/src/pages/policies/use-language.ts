import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import { useUnits } from '../../components/use-units.ts';
import { countryName } from '../../components/words.ts';
import type { Known } from './editor/completion.ts';
import type { Shape } from './editor/language.ts';

const ONE_HOUR_MS = 3_600_000;

/** All two-letter codes that have a name of their own. */
function countries(): Known['countries'] {
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'];
  const codes = letters.flatMap((first) => letters.map((second) => `${first}${second}`));
  return codes.map((key) => ({ key, name: countryName(key) })).filter(({ key, name }) => name !== key && key !== 'ZZ');
}

/** What completes a policy: the published schema of the language, and what the organisation's policies may name. */
export function useLanguage(): { language: Shape | undefined; known: Known } {
  const { units } = useUnits();
  const { data: language } = useQuery({
    queryKey: ['policy-schema'],
    queryFn: async () => {
      const answer = await fetch('/schemas/policy/v1.json');
      return (await answer.json()) as Shape;
    },
    staleTime: ONE_HOUR_MS,
  });
  const query = { limit: 200 };
  const { data: vendors } = useQuery({
    queryKey: ['catalogue', 'vendors', 'keys'],
    queryFn: () => bodyOf(api.GET('/v1/catalogue/vendors', { params: { query } })),
  });
  const { data: services } = useQuery({
    queryKey: ['catalogue', 'services', 'keys'],
    queryFn: () => bodyOf(api.GET('/v1/catalogue/services', { params: { query } })),
  });
  const known = useMemo(
    () => ({
      vendors: vendors?.items ?? [],
      services: services?.items ?? [],
      units,
      countries: countries(),
    }),
    [vendors, services, units],
  );
  return { language, known };
}
