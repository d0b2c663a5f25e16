import type { Me } from '../../api/types.ts';
import { sentenceCase } from '../../components/words.ts';

type Role = Me['grants'][number]['role'];

const NAMES: readonly Role[] = [
  'owner',
  'administrator',
  'approver',
  'auditor',
  'helpdesk',
  'security-officer',
  'commander',
];

/** Roles for a select. */
export const ROLES = NAMES.map((role) => ({ value: role, label: sentenceCase(role) }));
