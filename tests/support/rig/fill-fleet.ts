import { createHash } from 'node:crypto';
import type pg from 'pg';
import { hashDocument, type PolicyDocument } from '../../../packages/policy/src/index.ts';
import { newId } from '../../../packages/runtime/src/ids.ts';
import { makeKey, type RigKey } from './device-key.ts';

/** An organisation in a database, filled by plain SQL as its owner. */
export interface RigFleet {
  organisationId: string;
  rootUnitId: string;
  devices: RigDevice[];
}

export interface RigDevice extends RigKey {
  id: string;
  personId: string;
  model: string;
}

export interface RigFleetOptions {
  devices: number;
  /** Devices that share a holder with e-mail address. */
  devicesPerPerson: number;
  policies: readonly PolicyDocument[];
  now: Date;
}

/** Makes an organisation with people, enrolled devices with real keys, and published policies. */
export async function fillFleet(owner: pg.Pool | pg.Client, options: RigFleetOptions): Promise<RigFleet> {
  const { now } = options;
  const organisationId = newId(now);
  const rootUnitId = newId(now);
  await owner.query(
    `INSERT INTO organisations (id, name, rules_epoch, epoch_at, decision_table, settings, created_at)
     VALUES ($1, 'Rig', 1, $2, '{}', '{"defaultLocale":"en","collection":{}}', $2)`,
    [organisationId, now],
  );
  await owner.query(
    `INSERT INTO units (organisation_id, id, key, name, path, created_at) VALUES ($1, $2, 'root', 'Root', ARRAY[$2]::uuid[], $3)`,
    [organisationId, rootUnitId, now],
  );
  for (const policy of options.policies) await publishPolicy(owner, organisationId, policy, now);
  const fleet = { organisationId, rootUnitId, devices: [] as RigDevice[] };
  const people = await addPeople(owner, fleet, Math.ceil(options.devices / options.devicesPerPerson), now);
  fleet.devices = Array.from({ length: options.devices }, (_, index) => ({
    ...makeKey(),
    id: newId(now),
    personId: people[Math.floor(index / options.devicesPerPerson)] ?? '',
    model: `TA-${1_000 + (index % 50)}`,
  }));
  await addDevices(owner, fleet, now);
  return fleet;
}

/** Publishes the next version of a policy, in force at once; the epoch is the caller's. */
export async function publishPolicy(
  owner: pg.Pool | pg.Client,
  organisationId: string,
  document: PolicyDocument,
  now: Date,
): Promise<void> {
  const { name } = document.metadata;
  await owner.query(
    `INSERT INTO policies (organisation_id, id, name, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (organisation_id, name) DO NOTHING`,
    [organisationId, newId(now), name, now],
  );
  await owner.query(
    `INSERT INTO policy_versions (organisation_id, policy_id, version, title, document, source, source_format, hash, created_at, published_at)
     SELECT $1, p.id, 1 + (SELECT count(*) FROM policy_versions v WHERE v.policy_id = p.id), $2, $3, '', 'json', $4, $5, $5
     FROM policies p WHERE p.organisation_id = $1 AND p.name = $2`,
    [organisationId, name, JSON.stringify(document), hashDocument(document), now],
  );
}

async function addPeople(
  owner: pg.Pool | pg.Client,
  { organisationId, rootUnitId }: RigFleet,
  count: number,
  now: Date,
): Promise<string[]> {
  const ids = Array.from({ length: count }, () => newId(now));
  await owner.query(
    `INSERT INTO people (organisation_id, id, unit_id, name, email, locale, sponsor_id, is_minor, sponsor_informed, created_at)
     SELECT $1, id, $2, 'Asha Rao', id || '@example.org', 'en', NULL, false, false, $3 FROM unnest($4::uuid[]) AS p (id)`,
    [organisationId, rootUnitId, now, ids],
  );
  return ids;
}

async function addDevices(owner: pg.Pool | pg.Client, fleet: RigFleet, now: Date): Promise<void> {
  const { organisationId, rootUnitId, devices } = fleet;
  const tokenId = newId(now);
  await owner.query(
    `INSERT INTO enrolment_tokens (organisation_id, id, token_hash, label, unit_id, ownership, max_uses, limits, created_at, expires_at)
     VALUES ($1, $2, $3, 'rig', $4, 'issued', 1, '{}', $5, $5)`,
    [organisationId, tokenId, createHash('sha256').update(tokenId).digest(), rootUnitId, now],
  );
  await owner.query(
    `INSERT INTO devices (organisation_id, id, state, unit_id, person_id, ownership, groups, tags, manufacturer, brand, model, imei,
       os_name, os_version, search_text, public_jwk, key_algorithm, key_thumbprint, enrolment_token_id, enrolled_at)
     SELECT $1, id, 'active', $2, person_id, 'issued', '{}', '{}', 'Nokia', 'Nokia', model, '{}', 'android', '14', '', jwk, 'ES256',
       thumbprint, $3, $4
     FROM unnest($5::uuid[], $6::uuid[], $7::text[], $8::jsonb[], $9::text[]) AS d (id, person_id, model, jwk, thumbprint)`,
    [
      organisationId,
      rootUnitId,
      tokenId,
      now,
      devices.map((device) => device.id),
      devices.map((device) => device.personId),
      devices.map((device) => device.model),
      devices.map((device) => JSON.stringify(device.publicJwk)),
      devices.map((device) => device.thumbprint),
    ],
  );
  await owner.query(
    `INSERT INTO device_state (organisation_id, device_id, unit_id, device_state, verdict, reasons, not_evaluated, verdict_since,
       next_change_at, citations)
     SELECT $1, id, $2, 'active', 'unknown', '[{"code":"no-report"}]', '[]', $3, $3, '{}' FROM unnest($4::uuid[]) AS d (id)`,
    [organisationId, rootUnitId, now, devices.map((device) => device.id)],
  );
}
