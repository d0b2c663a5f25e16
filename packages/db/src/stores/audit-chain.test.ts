import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSecretBox } from '@cordon/runtime';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../../../../tests/support/test-database.ts';
import { type Database, openDatabase } from '../database.ts';
import { createOrganisation } from '../provision/create-organisation.ts';
import { loadOrganisationKeys, type OrganisationKeys } from '../provision/organisation-keys.ts';
import { withOrganisation } from '../tenancy.ts';
import { sealAuditEvents } from './audit-chain.ts';
import { writeCheckpoint } from './audit-checkpoints.ts';
import { appendAuditEvent } from './audit-events.ts';
import { verifyAudit } from './audit-verify.ts';

const now = new Date('2014-10-22T00:00:00Z');
const secretBox = createSecretBox(new Uint8Array(32).fill(7));
const person = '01492d3a-0000-7000-8000-00000000aaaa';

let testDatabase: TestDatabase;
let database: Database;
let attacker: pg.Client;
let directory: string;
let organisationId: string;
let keys: OrganisationKeys;

beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = openDatabase(testDatabase.appUrl);
  attacker = new pg.Client({ connectionString: testDatabase.ownerUrl });
  await attacker.connect();
});
afterAll(async () => {
  await attacker?.end();
  await database?.close();
  await testDatabase?.drop();
});

/** Nine more events after the one of the organisation's creation: ten in all, sealed, with a checkpoint at ten. */
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'checkpoints-'));
  const input = { name: 'Air Command', ownerEmail: 'owner@air.example', ownerName: 'Owner', now, secretBox };
  organisationId = (await createOrganisation(database, input)).organisationId;
  keys = await loadOrganisationKeys(database, organisationId, secretBox);
  await appendEvents(9);
  await sealAuditEvents(database, organisationId, keys.auditKey);
  await writeCheckpoint(database, organisationId, keys.signing, directory, now);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

function appendEvents(count: number): Promise<void> {
  return withOrganisation(database, organisationId, async (tx) => {
    for (let index = 0; index < count; index += 1) {
      const details = { after: { index } };
      const target = { kind: 'person', id: person };
      const entry = {
        at: now,
        actor: { kind: 'system' as const },
        action: 'person.changed',
        target,
        personId: person,
        details,
      };
      await appendAuditEvent(tx, organisationId, entry);
    }
  });
}

/** What a superuser of the database could do. */
function tamper(statement: string): Promise<unknown> {
  return attacker.query(statement.replaceAll('$org', `'${organisationId}'`));
}

async function faults(): Promise<string[]> {
  const verification = await verifyAudit(database, organisationId, keys, directory);
  expect(verification.ok).toBe(verification.faults.length === 0);
  return verification.faults.map((fault) => `${fault.kind} ${fault.number}`);
}

describe('sealing', () => {
  test('numbers every event once and leaves a chain that verifies', async () => {
    const verification = await verifyAudit(database, organisationId, keys, directory);
    expect(verification).toEqual({ ok: true, faults: [], sealed: 10, unsealed: 0, lastCheckpoint: 10 });
  });

  test('by several sealers at once gives each number once, without a gap', async () => {
    await appendEvents(40);
    await Promise.all(Array.from({ length: 6 }, () => sealAuditEvents(database, organisationId, keys.auditKey)));
    await sealAuditEvents(database, organisationId, keys.auditKey);
    expect(await verifyAudit(database, organisationId, keys, directory)).toMatchObject({
      ok: true,
      sealed: 50,
      unsealed: 0,
    });
  });

  test('goes on over more events than one batch holds', async () => {
    await appendEvents(600);
    expect(await sealAuditEvents(database, organisationId, keys.auditKey)).toBe(600);
    expect(await faults()).toEqual([]);
  });
});

describe('a checkpoint', () => {
  test('is a signed file of mode 600 outside the database, written once', async () => {
    const file = join(directory, organisationId, '10.jws');
    const before = await readFile(file, 'utf8');
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await writeCheckpoint(database, organisationId, keys.signing, directory, new Date(now.getTime() + 1))).toBe(
      10,
    );
    expect(await readFile(file, 'utf8')).toBe(before);
    expect(await readdir(join(directory, organisationId))).toEqual(['10.jws']);
  });

  test('written over with one of another key is found', async () => {
    const [header, , signature] = (await readFile(join(directory, organisationId, '10.jws'), 'utf8')).split('.');
    const payload = Buffer.from(JSON.stringify({ organisationId, number: 10, mac: '', at: now })).toString('base64url');
    await writeFile(join(directory, organisationId, '10.jws'), `${header}.${payload}.${signature}`);
    expect(await faults()).toEqual(['checkpoint-invalid 10']);
  });
});

describe('verification finds', () => {
  test.each([
    ['at', "at + interval '1 day'"],
    ['action', "'person.forgotten'"],
    ['actor_id', "'01492d3a-0000-7000-8000-00000000bbbb'"],
    ['target_id', "'someone else'"],
    ['unit_id', "'01492d3a-0000-7000-8000-00000000bbbb'"],
    ['details_hash', "'\\x00'"],
  ])('a row whose %s was altered', async (column, value) => {
    await tamper(`UPDATE audit_events SET ${column} = ${value} WHERE organisation_id = $org AND number = 4`);
    expect(await faults()).toContain('altered 4');
  });

  test('altered details, and details altered together with their hash', async () => {
    await tamper(`UPDATE audit_events SET details = '{}' WHERE organisation_id = $org AND number = 3`);
    await tamper(`UPDATE audit_events SET details = '{}', salt = '\\x00', details_hash = sha256('\\x00' || '{}'::bytea)
                  WHERE organisation_id = $org AND number = 6`);
    expect(await faults()).toEqual(['altered 3', 'altered 6']);
  });

  test('a row removed from the middle', async () => {
    await tamper('DELETE FROM audit_events WHERE organisation_id = $org AND number = 5');
    expect(await faults()).toEqual(['removed 5']);
  });

  test('the first rows removed', async () => {
    await tamper('DELETE FROM audit_events WHERE organisation_id = $org AND number <= 2');
    expect(await faults()).toEqual(['removed 1']);
  });

  test('a removed row whose successors were renumbered to close the gap', async () => {
    await tamper('DELETE FROM audit_events WHERE organisation_id = $org AND number = 5');
    for (let number = 6; number <= 10; number += 1) {
      await tamper(
        `UPDATE audit_events SET number = ${number - 1} WHERE organisation_id = $org AND number = ${number}`,
      );
    }
    expect(await faults()).toEqual(['altered 5', 'altered 6', 'altered 7', 'altered 8', 'altered 9', 'cut-off 10']);
  });

  test('a row inserted at the end and one inserted in place of another', async () => {
    const columns =
      'at, actor_kind, actor_id, action, target_kind, target_id, unit_id, person_id, details, salt, details_hash';
    const copy = (number: number) =>
      tamper(`INSERT INTO audit_events (organisation_id, id, number, mac, ${columns})
      SELECT organisation_id, gen_random_uuid(), ${number}, sha256('x'), ${columns} FROM audit_events WHERE organisation_id = $org AND number = 2`);
    await copy(11);
    await tamper('DELETE FROM audit_events WHERE organisation_id = $org AND number = 7');
    await copy(7);
    expect(await faults()).toEqual(['altered 7', 'altered 8', 'altered 11']);
  });

  test('rows cut off before the last checkpoint, even if the checkpoint rows went, too', async () => {
    await tamper('DELETE FROM audit_events WHERE organisation_id = $org AND number > 7');
    expect(await faults()).toEqual(['cut-off 8']);
    await tamper('DELETE FROM audit_checkpoints WHERE organisation_id = $org');
    expect(await faults()).toEqual(['cut-off 8']);
  });

  test('rows cut off by the checkpoint row, where the directory was lost', async () => {
    await tamper('DELETE FROM audit_events WHERE organisation_id = $org AND number > 7');
    await rm(directory, { recursive: true });
    expect(await faults()).toEqual(['cut-off 8']);
  });

  test('a tail that was cut off and grew again under the right key', async () => {
    await tamper('DELETE FROM audit_events WHERE organisation_id = $org AND number > 7');
    await appendEvents(5);
    await sealAuditEvents(database, organisationId, keys.auditKey);
    expect(await faults()).toEqual(['cut-off 10']);
  });

  test('a sealed row that was unsealed, altered and sealed again', async () => {
    await tamper(
      `UPDATE audit_events SET number = NULL, mac = NULL, action = 'x' WHERE organisation_id = $org AND number = 10`,
    );
    await sealAuditEvents(database, organisationId, keys.auditKey);
    expect(await faults()).toEqual(['cut-off 10']);
  });

  test('details removed without an erasure, but not those that a recorded erasure removed', async () => {
    await tamper('UPDATE audit_events SET details = NULL, salt = NULL WHERE organisation_id = $org AND number = 4');
    expect(await faults()).toEqual(['details-removed 4']);
    await withOrganisation(database, organisationId, (tx) =>
      appendAuditEvent(tx, organisationId, {
        at: now,
        actor: { kind: 'system' },
        action: 'person.erased',
        target: { kind: 'person', id: person },
      }),
    );
    await sealAuditEvents(database, organisationId, keys.auditKey);
    expect(await faults()).toEqual([]);
  });
});

test('a key moved to another organisation does not open', async () => {
  const other = await createOrganisation(database, {
    name: 'Army',
    ownerEmail: 'o@army.example',
    ownerName: 'O',
    now,
    secretBox,
  });
  await attacker.query(
    `UPDATE organisation_keys k SET secret_ciphertext = o.secret_ciphertext FROM organisation_keys o
     WHERE k.organisation_id = $1 AND o.organisation_id = $2 AND k.purpose = o.purpose`,
    [other.organisationId, organisationId],
  );
  await expect(loadOrganisationKeys(database, other.organisationId, secretBox)).rejects.toThrow('cannot be opened');
});
