import { type KeyObject, randomUUID } from 'node:crypto';
import { link, mkdir, open, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CompactSign, compactVerify } from 'jose';
import type { Database } from '../database.ts';
import type { SigningKey } from '../provision/organisation-keys.ts';
import { withOrganisation, withOrganisationSql } from '../tenancy.ts';
import { readChainEnd } from './audit-chain.ts';

/** A signed statement that the chain had reached `number` with `mac`. */
export interface Checkpoint {
  organisationId: string;
  number: number;
  /** Base64url. */
  mac: string;
  /** RFC 3339. */
  at: string;
}

const TYPE = 'audit-checkpoint+jwt';

/**
 * Signs where the chain stands now, and keeps the statement in the database and, out of the database's reach, in
 * `<directory>/<organisationId>/<number>.jws`. Seal first. Where nothing was sealed since the last one, that one stays.
 *
 * @param directory AUDIT_CHECKPOINT_DIR, best on a medium of its own; made if it is missing
 * @returns the number reached; 0: there is nothing sealed yet
 */
export async function writeCheckpoint(
  database: Database,
  organisationId: string,
  signing: SigningKey,
  directory: string,
  now: Date,
): Promise<number> {
  const end = await withOrganisationSql(database, organisationId, (tx) => readChainEnd(tx, organisationId));
  if (end.number === 0) return 0;
  const { number } = end;
  const mac = Uint8Array.from(end.mac);
  const checkpoint: Checkpoint = {
    organisationId,
    number,
    mac: Buffer.from(mac).toString('base64url'),
    at: now.toISOString(),
  };
  const jws = await sign(checkpoint, signing);
  const kept = await withOrganisation(database, organisationId, async (tx) => {
    await tx.auditCheckpoint.createMany({
      data: [{ organisationId, number, mac, at: now, jws }],
      skipDuplicates: true,
    });
    return tx.auditCheckpoint.findFirstOrThrow({ where: { organisationId, number }, select: { jws: true } });
  });
  await writeOnce(join(directory, organisationId), `${number}.jws`, kept.jws);
  return number;
}

function sign(checkpoint: Checkpoint, signing: SigningKey): Promise<string> {
  const payload = new TextEncoder().encode(JSON.stringify(checkpoint));
  return new CompactSign(payload)
    .setProtectedHeader({ alg: 'ES256', typ: TYPE, kid: signing.kid })
    .sign(signing.privateKey);
}

/** The file appears whole or not at all, and one that is there is never written over. */
async function writeOnce(folder: string, name: string, content: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = join(folder, `.${name}.${randomUUID()}`);
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(temporary, join(folder, name));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * Checks a checkpoint's signature.
 *
 * @param publicKeys by `kid`, from the decrypted keys: the readable column could have been exchanged
 * @returns `undefined` if this server did not sign it
 */
export async function openCheckpoint(
  jws: string,
  publicKeys: ReadonlyMap<string, KeyObject>,
): Promise<Checkpoint | undefined> {
  try {
    const verified = await compactVerify(
      jws,
      (header) => {
        const key = publicKeys.get(header.kid ?? '');
        if (!key) throw new Error('unknown key');
        return key;
      },
      { algorithms: ['ES256'] },
    );
    if (verified.protectedHeader.typ !== TYPE) return undefined;
    return JSON.parse(new TextDecoder().decode(verified.payload)) as Checkpoint;
  } catch {
    return undefined;
  }
}

/** Where the chain stands, without a check of it. */
export interface ChainState {
  /** Number of the last event in it; 0: none. */
  sealed: number;
  unsealed: number;
  checkpoint: { number: number; at: Date } | null;
}

/** Reads where the chain stands: how far it is sealed, and the last checkpoint. */
export function readChainState(database: Database, organisationId: string): Promise<ChainState> {
  return withOrganisation(database, organisationId, async (tx) => {
    const last = await tx.auditEvent.findFirst({
      where: { organisationId, number: { not: null } },
      orderBy: { number: 'desc' },
      select: { number: true },
    });
    const unsealed = await tx.auditEvent.count({ where: { organisationId, number: null } });
    const checkpoint = await tx.auditCheckpoint.findFirst({
      where: { organisationId },
      orderBy: { number: 'desc' },
      select: { number: true, at: true },
    });
    return {
      sealed: Number(last?.number ?? 0),
      unsealed,
      checkpoint: checkpoint && { number: Number(checkpoint.number), at: checkpoint.at },
    };
  });
}

/** A checkpoint as it is kept, in the row (`row 12`) or the file of that name. */
export interface KeptCheckpoint {
  place: string;
  number: number;
  jws: string;
}

/** All checkpoints of an organisation, from both places. A directory that is not there holds none. */
export async function readCheckpoints(
  database: Database,
  organisationId: string,
  directory: string | undefined,
): Promise<KeptCheckpoint[]> {
  const rows = await withOrganisation(database, organisationId, (tx) =>
    tx.auditCheckpoint.findMany({
      where: { organisationId },
      orderBy: { number: 'asc' },
      select: { number: true, jws: true },
    }),
  );
  const inRows = rows.map((row) => ({ place: `row ${row.number}`, number: Number(row.number), jws: row.jws }));
  if (directory === undefined) return inRows;
  const folder = join(directory, organisationId);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const files = names
    .filter((name) => /^\d{1,15}\.jws$/.test(name))
    .map(async (name) => ({
      place: join(folder, name),
      number: Number.parseInt(name, 10),
      jws: (await readFile(join(folder, name), 'utf8')).trim(),
    }));
  return [...inRows, ...(await Promise.all(files))];
}
