import { createSign, createVerify } from 'node:crypto';
import { createSecretBox } from '@cordon/runtime';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { calculateJwkThumbprint, type JWK } from 'jose';
import { createTestDatabase, type TestDatabase } from '../../../../tests/support/test-database.ts';
import { type Database, openDatabase } from '../database.ts';
import { withOrganisation } from '../tenancy.ts';
import { createOrganisation } from './create-organisation.ts';
import { loadOrganisationKeys } from './organisation-keys.ts';
import { hashSecret } from './secret.ts';

const now = new Date('2014-10-22T00:00:00Z');
const secretBox = createSecretBox(new Uint8Array(32).fill(7));

let testDatabase: TestDatabase;
let database: Database;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase(testDatabase.appUrl);
});
afterAll(async () => {
  await database?.close();
  await testDatabase?.drop();
});

function create(name: string, given: { ownerPasswordHash?: string; passwordTemporary?: boolean } = {}) {
  return createOrganisation(database, {
    name,
    ownerEmail: ' Owner@Air.Example ',
    ownerName: 'Owner',
    now,
    secretBox,
    ...given,
  });
}

test('an organisation begins with a root unit, its owner and an event, and with nothing of another one', async () => {
  const made = await create('Air Command');
  await create('Army');
  const { organisationId } = made;
  await withOrganisation(database, organisationId, async (tx) => {
    expect(await tx.organisation.findMany()).toMatchObject([
      { id: organisationId, name: 'Air Command', rulesEpoch: 1n },
    ]);
    expect(await tx.unit.findMany()).toMatchObject([
      { id: made.rootUnitId, key: 'air-command', parentId: null, path: [made.rootUnitId] },
    ]);
    expect(await tx.user.findMany()).toMatchObject([
      { id: made.ownerId, email: 'owner@air.example', passwordHash: null },
    ]);
    expect(await tx.grant.findMany()).toMatchObject([{ userId: made.ownerId, role: 'owner', unitId: made.rootUnitId }]);
    expect(await tx.auditEvent.findMany()).toMatchObject([{ action: 'organisation.created', actorKind: 'system' }]);
  });
});

test.each([
  ['Армия', 'root'],
  ['École de l’Air — 2', 'ecole-de-l-air-2'],
])('the root unit’s key is made of the name: %s', async (name, key) => {
  const { organisationId } = await create(name);
  const units = await withOrganisation(database, organisationId, (tx) => tx.unit.findMany());
  expect(units.map((unit) => unit.key)).toEqual([key]);
});

test('without a password there is an invitation of 24 hours, stored hashed; with one there is none', async () => {
  const { organisationId, invitationToken = '' } = await create('Invited');
  const invitations = await withOrganisation(database, organisationId, (tx) => tx.invitation.findMany());
  expect(invitations).toMatchObject([{ expiresAt: new Date('2014-10-23T00:00:00Z'), usedAt: null }]);
  expect(Buffer.from(invitations[0]?.tokenHash ?? [])).toEqual(hashSecret(invitationToken));
  const started = await create('Started', { ownerPasswordHash: '$argon2id$x', passwordTemporary: true });
  expect(started.invitationToken).toBeUndefined();
  await withOrganisation(database, started.organisationId, async (tx) => {
    expect(await tx.invitation.count()).toBe(0);
    expect(await tx.user.findMany()).toMatchObject([{ passwordTemporary: true }]);
  });
});

test('its keys are encrypted, named by their thumbprint (RFC 7638), and fit each other', async () => {
  const { organisationId } = await create('Keys');
  const rows = await withOrganisation(database, organisationId, (tx) => tx.organisationKey.findMany());
  const row = rows.find((candidate) => candidate.purpose === 'signing');
  const keys = await loadOrganisationKeys(database, organisationId, secretBox);
  expect(keys.auditKey).toHaveLength(32);
  expect(keys.signing.kid).toBe(await calculateJwkThumbprint(row?.publicJwk as JWK));
  expect(row?.publicJwk).toMatchObject({ kty: 'EC', crv: 'P-256', alg: 'ES256', kid: keys.signing.kid });
  expect(row?.publicJwk).not.toHaveProperty('d');
  const signature = createSign('sha256').update('x').sign(keys.signing.privateKey);
  const publicKey = keys.publicKeys.get(keys.signing.kid);
  expect(publicKey && createVerify('sha256').update('x').verify(publicKey, signature)).toBe(true);
  for (const { secretCiphertext } of rows)
    expect(Buffer.from(secretCiphertext).includes(Buffer.from(keys.auditKey))).toBe(false);
  const otherBox = createSecretBox(new Uint8Array(32).fill(8));
  await expect(loadOrganisationKeys(database, organisationId, otherBox)).rejects.toThrow('CORDON_SECRET_KEY');
});
