import { v7 } from 'uuid';
import type { Tx } from '../tenancy.ts';
import { newSecret } from './secret.ts';

export interface NewEnrolmentToken {
  organisationId: string;
  label: string;
  unitId: string;
  personId?: string;
  ownership: 'issued' | 'personal' | 'dependant';
  maxUses: number;
  requireApproval?: boolean;
  /** EnrolmentLimits; absent: none. */
  limits?: Record<string, readonly string[]>;
  replacesDeviceId?: string;
  createdBy?: string;
  now: Date;
  expiresAt: Date;
}

/** Makes an enrolment token. The token itself is returned once and stored hashed. */
export async function createEnrolmentToken(tx: Tx, input: NewEnrolmentToken): Promise<{ id: string; token: string }> {
  const { token, hash } = newSecret('cet_');
  const id = v7({ msecs: input.now.getTime() });
  await tx.enrolmentToken.create({
    data: {
      organisationId: input.organisationId,
      id,
      tokenHash: hash,
      label: input.label,
      unitId: input.unitId,
      personId: input.personId ?? null,
      ownership: input.ownership,
      maxUses: input.maxUses,
      requireApproval: input.requireApproval ?? false,
      limits: (input.limits ?? {}) as Record<string, string[]>,
      replacesDeviceId: input.replacesDeviceId ?? null,
      createdBy: input.createdBy ?? null,
      createdAt: input.now,
      expiresAt: input.expiresAt,
    },
  });
  return { id, token };
}
