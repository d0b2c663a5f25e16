import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, bodyOf } from '../../api/client.ts';
import { useUnits } from '../../components/use-units.ts';
import { listCountries } from '../../components/words.ts';
import type { Known } from './editor/completion.ts';
import type { Shape } from './editor/language.ts';

const ONE_HOUR_MS = 3_600_000;

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
      countries: listCountries(),
    }),
    [vendors, services, units],
  );
  return { language, known };
}
