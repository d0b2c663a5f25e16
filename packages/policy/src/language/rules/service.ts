import { z } from 'zod';
import { ServiceState } from '../../facts.ts';
import { listOf, ServiceKey } from '../text.ts';

/** Bans cloud services from the state `when` upwards (absent: `enabled`). */
export const ServiceRule = z.strictObject({ deny: listOf(ServiceKey), when: ServiceState.optional() });
export type ServiceRule = z.infer<typeof ServiceRule>;
