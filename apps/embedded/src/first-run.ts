import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import {
  appendAuditEvent,
  createApiToken,
  createEnrolmentToken,
  createOrganisation,
  getOrganisation,
  type Installation,
  type Tx,
  withOrganisation,
} from '@cordon/db';
import { z } from 'zod';
import type { DataDirectory } from './data-directory.ts';
import type { FirstRunDeps } from './deps.ts';

/** `first-run.json`: how to get in after the first start. */
export const FirstRun = z.object({
  /** Origin of the API, and audience of devices. */
  url: z.string(),
  organisationId: z.string(),
  adminEmail: z.string(),
  adminPassword: z.string(),
  /** Of an administrator, 30 days. */
  apiToken: z.string(),
  /** 1,000 uses, 30 days. */
  enrolmentToken: z.string(),
  /** The sign-in page. */
  adminUrl: z.string(),
});
export type FirstRun = z.infer<typeof FirstRun>;

/** What is kept before the organisation is made, so that a start interrupted then loses no password. */
const Pending = FirstRun.partial().required({ adminEmail: true, adminPassword: true });
type Pending = z.infer<typeof Pending>;

export interface FirstRunInput {
  directory: DataDirectory;
  installation: Installation;
  /** Origin of the API. */
  url: string;
  organisationName: string;
}

const VALID_DAYS = 30;
const ENROLMENT_USES = 1_000;

/**
 * Makes the organisation, its owner and their tokens if this is the first start, or goes on with one that was
 * interrupted.
 *
 * @returns undefined on any later start
 * @throws Error in one line if `first-run.json` is there and the database is empty
 */
export async function prepareFirstRun(deps: FirstRunDeps, input: FirstRunInput): Promise<FirstRun | undefined> {
  const { directory, installation } = input;
  const pending = await readPending(directory);
  if (installation.organisationId && !pending) return undefined;
  if (await readFile(directory.firstRun).catch(() => undefined)) {
    // Written, and interrupted only before the pending one was taken away.
    if (installation.organisationId) return void (await rm(directory.firstRunPending, { force: true }));
    throw new Error(`${directory.firstRun} is there, but the database is empty: move it away and start again.`);
  }
  const begun = pending ?? { adminEmail: 'owner@cordon.example', adminPassword: randomBytes(15).toString('base64url') };
  if (!pending) await writePending(directory, begun);
  if (begun.apiToken) return FirstRun.parse(begun);
  const organisationId = installation.organisationId ?? (await makeOrganisation(deps, input, begun));
  const tokens = await makeTokens(deps, organisationId);
  const complete = { ...begun, ...tokens, organisationId, url: input.url, adminUrl: `${input.url}/sign-in` };
  await writePending(directory, complete);
  return complete;
}

async function makeOrganisation(deps: FirstRunDeps, input: FirstRunInput, begun: Pending): Promise<string> {
  const { organisationId } = await createOrganisation(deps.database, {
    name: input.organisationName,
    ownerEmail: begun.adminEmail,
    ownerName: 'Owner',
    ownerPasswordHash: await deps.passwords.hash(begun.adminPassword),
    passwordTemporary: true,
    now: deps.clock.now(),
    secretBox: deps.secretBox,
  });
  return organisationId;
}

async function makeTokens(
  deps: FirstRunDeps,
  organisationId: string,
): Promise<Pick<FirstRun, 'apiToken' | 'enrolmentToken'>> {
  const now = deps.clock.now();
  const expiresAt = new Date(now.getTime() + VALID_DAYS * 86_400_000);
  return withOrganisation(deps.database, organisationId, async (tx) => {
    const organisation = await getOrganisation(tx, organisationId);
    if (!organisation) throw new Error('The organisation of the first start is gone.');
    const unitId = organisation.rootUnitId;
    const common = { organisationId, unitId, now, expiresAt };
    const api = await createApiToken(tx, { ...common, name: 'First start', role: 'administrator' });
    const enrolment = await createEnrolmentToken(tx, {
      ...common,
      label: 'First start',
      ownership: 'issued',
      maxUses: ENROLMENT_USES,
    });
    await audit(tx, { ...common, kind: 'api-token', id: api.id });
    await audit(tx, { ...common, kind: 'enrolment-token', id: enrolment.id });
    return { apiToken: api.token, enrolmentToken: enrolment.token };
  });
}

interface Made {
  organisationId: string;
  unitId: string;
  now: Date;
  expiresAt: Date;
  kind: 'api-token' | 'enrolment-token';
  id: string;
}

function audit(tx: Tx, { organisationId, unitId, now, expiresAt, kind, id }: Made): Promise<void> {
  return appendAuditEvent(tx, organisationId, {
    at: now,
    actor: { kind: 'system' },
    action: `${kind}.created`,
    target: { kind, id },
    unitId,
    details: { after: { expiresAt: expiresAt.toISOString() } },
  });
}

/** Writes `first-run.json`, once everything is ready; never over one that is there. */
export async function finishFirstRun(directory: DataDirectory, firstRun: FirstRun): Promise<void> {
  await writeFile(directory.firstRun, `${JSON.stringify(firstRun, null, 2)}\n`, { flag: 'wx', mode: 0o600 });
  await rm(directory.firstRunPending, { force: true });
}

async function readPending(directory: DataDirectory): Promise<Pending | undefined> {
  const text = await readFile(directory.firstRunPending, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Pending.parse(JSON.parse(text));
}

/** By a rename: half a file would be the loss of the password. */
async function writePending(directory: DataDirectory, pending: Pending): Promise<void> {
  const draft = `${directory.firstRunPending}.draft`;
  await rm(draft, { force: true });
  await writeFile(draft, JSON.stringify(pending), { flag: 'wx', mode: 0o600 });
  await rename(draft, directory.firstRunPending);
}
