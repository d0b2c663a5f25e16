import type { Permission, Role } from '@cordon/contract';
import { v7 } from 'uuid';
import { newSecret } from '../provision/secret.ts';
import type { Tx } from '../tenancy.ts';

export interface NewApiToken {
  organisationId: string;
  name: string;
  role: Role;
  unitId: string;
  /** Permissions it is narrowed to; empty or absent: all of the role's. */
  scopes?: readonly Permission[];
  /** User whose present rights it never exceeds; absent: made by the server's operator. */
  createdBy?: string;
  now: Date;
  expiresAt: Date;
}

/** Makes an API token. The token itself is returned once and stored hashed. */
export async function createApiToken(tx: Tx, input: NewApiToken): Promise<{ id: string; token: string }> {
  const { token, hash } = newSecret('cot_');
  const id = v7({ msecs: input.now.getTime() });
  await tx.apiToken.create({
    data: {
      organisationId: input.organisationId,
      id,
      name: input.name,
      tokenHash: hash,
      role: input.role,
      unitId: input.unitId,
      scopes: [...(input.scopes ?? [])],
      createdBy: input.createdBy ?? null,
      createdAt: input.now,
      expiresAt: input.expiresAt,
    },
  });
  return { id, token };
}
