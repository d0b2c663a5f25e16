import type { Permission, Role } from '@cordon/contract';
import type { FastifyInstance } from 'fastify';
import type { Deps } from '../deps.ts';

/** Who acts: written into every audit event. */
export interface Actor {
  kind: 'user' | 'api-token' | 'person' | 'device' | 'system';
  id?: string;
}

/** The caller of an operator route, as authentication found it. */
export interface Operator {
  organisationId: string;
  actor: Actor;
  grants: readonly { role: Role; unitId: string }[];
  /** Whether the caller holds the permission on at least one unit. */
  can(permission: Permission): boolean;
  /** Whether the caller holds the permission on the root unit, as organisation-wide things need. */
  canEverywhere(permission: Permission): boolean;
  /** Ids of all units (sub-units included) on which the caller holds the permission; `undefined`: all of the organisation. */
  unitScope(permission: Permission): readonly string[] | undefined;
}

declare module 'fastify' {
  interface FastifyRequest {
    /** Set on every route below /v1 before its handler runs. */
    operator: Operator;
  }
  interface FastifyContextConfig {
    /** What a route below /v1 needs; a route without it is not registered. `signed-in`: any authenticated caller. `public`: anyone. */
    permission?: Permission | 'signed-in' | 'public';
    /** The permission must be held on the root unit. */
    everywhere?: boolean;
  }
}

/** Authenticates callers of /v1 by session cookie or API token and enforces each route's permission. */
export function registerOperatorAuth(_app: FastifyInstance, _deps: Deps): void {}
