import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashSecret, insertDeliveries, withOrganisationSql } from '@cordon/db';
import { judgeDevices } from '@cordon/judge';
import { newId } from '@cordon/runtime';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { simpleParser } from 'mailparser';
import { createTestFleet, REDMI, type TestFleet } from '../../../../packages/judge/src/testing/test-fleet.ts';
import { createTestDatabase, type TestDatabase } from '../../../../tests/support/test-database.ts';
import { startTestMailServer, type TestMailServer } from '../testing/mail-server.ts';
import { createTestWorker } from '../testing/test-worker.ts';
import { deliver, MAX_ATTEMPTS } from './deliver.ts';

const VENDOR = { id: 'banned-vendor', vendor: { deny: ['xiaomi'] }, severity: 'high', advice: 'replace-handset' };
const LOCK = { id: 'lock', posture: { require: ['screenLock'] } };

let template: TestDatabase;
let server: TestMailServer;
const open: TestFleet[] = [];

beforeAll(async () => {
  template = await createTestDatabase();
  server = await startTestMailServer();
});
afterAll(async () => {
  await Promise.all(open.map((fleet) => fleet.close()));
  await server.close();
  await template.drop();
});

interface Scene {
  fleet: TestFleet;
  device: string;
  deliveryId: string;
  send: () => Promise<void>;
  row: () => Promise<Record<string, unknown>>;
}

/** A person with a banned phone and the message about it, queued. */
async function makeScene(
  options: { locale?: string; model?: string; grace?: string; mailUrl?: string } = {},
): Promise<Scene> {
  const fleet = await createTestFleet({ urls: template });
  open.push(fleet);
  await fleet.publish([{ ...VENDOR, ...(options.grace ? { grace: options.grace } : {}) }, LOCK]);
  const device = await fleet.addDevice({ personId: await fleet.addPerson({ locale: options.locale }) });
  await fleet.report(device, {
    device: { ...REDMI, model: options.model ?? REDMI.model },
    posture: { screenLock: true },
  });
  await judgeDevices(fleet.deps, fleet.organisationId, [device]);
  const [queued] = await fleet.rows<{ id: string }>('SELECT id FROM deliveries WHERE organisation_id = $1', [
    fleet.organisationId,
  ]);
  const deliveryId = queued?.id ?? '';
  const worker = createTestWorker(fleet, { kind: 'smtp', url: options.mailUrl ?? server.url });
  return {
    fleet,
    device,
    deliveryId,
    send: () => deliver(worker, { organisationId: fleet.organisationId, deliveryIds: [deliveryId] }),
    row: async () => (await fleet.rows('SELECT * FROM deliveries WHERE id = $1', [deliveryId]))[0] ?? {},
  };
}

const mailsOf = ({ deliveryId }: Scene) => server.mails.filter((mail) => mail.messageId?.includes(deliveryId));

function linkOf(text: string | undefined): string {
  return /https:\/\/cordon\.example\.org\/p\/(\S+)/.exec(text ?? '')?.[1] ?? '';
}

describe('a delivery', () => {
  test('names makers as the organisation’s own catalogue does, to its own people alone', async () => {
    const [scene, other] = [await makeScene(), await makeScene()];
    const { fleet } = scene;
    const entry = {
      key: 'xiaomi',
      name: 'Mi Group',
      sources: [{ title: 'S', date: '2014-10-01' }],
      asOf: '2014-10-01',
    };
    await fleet.rows(
      `INSERT INTO catalogue_overrides (organisation_id, kind, key, entry, updated_at) VALUES ($1, 'vendor', 'xiaomi', $2, $3)`,
      [fleet.organisationId, JSON.stringify(entry), fleet.clock.now()],
    );
    await Promise.all([scene.send(), other.send()]);
    const texts = [scene, other].map((each) => mailsOf(each)[0]?.text ?? '');
    expect(texts).toEqual([expect.stringContaining('Mi Group'), expect.stringContaining('Xiaomi')]);
    expect(texts[0]).not.toContain('Xiaomi');
  });

  test('is sent once, and committed as sent', async () => {
    const scene = await makeScene();
    await scene.send();
    await scene.send();
    expect(mailsOf(scene)).toHaveLength(1);
    expect(await scene.row()).toMatchObject({ state: 'sent', attempt: 1, sent_at: scene.fleet.clock.now() });
    const [notice] = await scene.fleet.rows('SELECT last_mailed_at FROM advisories WHERE organisation_id = $1', [
      scene.fleet.organisationId,
    ]);
    expect(notice).toEqual({ last_mailed_at: scene.fleet.clock.now() });
  });

  test('of several workers at once is sent by one', async () => {
    const scene = await makeScene();
    await Promise.all([scene.send(), scene.send(), scene.send()]);
    expect(mailsOf(scene)).toHaveLength(1);
  });

  test('is committed as sending before the mail server is spoken to', async () => {
    const scene = await makeScene();
    let seen: unknown;
    server.answer = async (mail) => {
      if (mail.messageId?.includes(scene.deliveryId)) seen = await scene.row();
    };
    await scene.send();
    server.answer = async () => undefined;
    expect(seen).toMatchObject({ state: 'sending', attempt: 1 });
  });

  test('whose worker died after the acceptance is repeated with the same Message-ID and a higher attempt', async () => {
    const scene = await makeScene();
    await scene.send();
    // What the database holds if the process was killed between the 250 and the commit.
    await scene.fleet.rows(`UPDATE deliveries SET state = 'sending', sent_at = NULL WHERE id = $1`, [scene.deliveryId]);
    await scene.send();
    expect(mailsOf(scene)).toHaveLength(1);
    scene.fleet.clock.advance(121_000);
    await scene.send();
    const mails = mailsOf(scene);
    expect(mails).toHaveLength(2);
    expect(mails[1]?.messageId).toBe(mails[0]?.messageId);
    expect(await scene.row()).toMatchObject({ state: 'sent', attempt: 2 });
  });

  test('that the server refuses is tried again later, with growing pauses, and fails visibly in the end', async () => {
    const scene = await makeScene();
    server.answer = async (mail) => {
      if (mail.messageId?.includes(scene.deliveryId)) throw new Error('no such user asha@example.org');
    };
    const pauses: number[] = [];
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      await scene.send();
      const row = await scene.row();
      expect(row).toMatchObject({ attempt, state: attempt < MAX_ATTEMPTS ? 'queued' : 'failed' });
      expect(row.last_error).toMatch(/^the mail server did not take it: E\w+ 450/);
      expect(row.last_error).not.toContain('asha');
      const due = (row.due_at as Date).getTime();
      if (attempt < MAX_ATTEMPTS) pauses.push(due - scene.fleet.clock.now().getTime());
      await scene.send();
      expect(await scene.row()).toMatchObject({ attempt });
      scene.fleet.clock.set(new Date(due));
    }
    server.answer = async () => undefined;
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    await scene.send();
    expect(mailsOf(scene)).toEqual([]);
  });

  test('to a server that is away is queued again', async () => {
    const scene = await makeScene({ mailUrl: 'smtp://127.0.0.1:1' });
    await scene.send();
    expect(await scene.row()).toMatchObject({ state: 'queued', attempt: 1 });
  });

  test('to a person who has no address any more is cancelled', async () => {
    const scene = await makeScene();
    await scene.fleet.rows('UPDATE people SET email = NULL WHERE organisation_id = $1', [scene.fleet.organisationId]);
    await scene.send();
    expect(await scene.row()).toMatchObject({ state: 'cancelled' });
    expect(mailsOf(scene)).toEqual([]);
  });

  test('into a directory is a whole message in a file named by delivery and attempt', async () => {
    const scene = await makeScene();
    const path = await mkdtemp(join(tmpdir(), 'cordon-mail-'));
    const worker = createTestWorker(scene.fleet, { kind: 'directory', path });
    await deliver(worker, { organisationId: scene.fleet.organisationId, deliveryIds: [scene.deliveryId] });
    expect(await readdir(path)).toEqual([`${scene.deliveryId}-1.eml`]);
    const mail = await simpleParser(await readFile(join(path, `${scene.deliveryId}-1.eml`)));
    expect(mail.messageId).toBe(`<${scene.deliveryId}@cordon.example.org>`);
    expect(linkOf(mail.text)).not.toBe('');
    expect(await scene.row()).toMatchObject({ state: 'sent' });
    await rm(path, { recursive: true });
  });
});

describe('its message', () => {
  test('says what was found, on which phone, what to do, until when, with a link of which the hash alone is kept', async () => {
    const scene = await makeScene({ grace: 'P14D' });
    await scene.send();
    const [mail] = mailsOf(scene);
    expect(mail?.subject).toBe('Security notice about your phone');
    for (const part of ['Xiaomi HM 1SW', 'made by Xiaomi', 'ask your unit for a replacement', '5 November 2014']) {
      expect(mail?.text).toContain(part);
      expect(mail?.html).toContain(part);
    }
    const token = linkOf(mail?.text);
    expect(token).toMatch(/^cpl_[A-Za-z0-9_-]{43}$/);
    const links = await scene.fleet.rows<{ token_hash: Buffer }>(
      'SELECT * FROM person_links WHERE organisation_id = $1',
      [scene.fleet.organisationId],
    );
    expect(links).toHaveLength(1);
    expect(links[0]?.token_hash.equals(hashSecret(token))).toBe(true);
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
  });

  test('is in the language of the person', async () => {
    const scene = await makeScene({ locale: 'hi-IN' });
    await scene.send();
    const [mail] = mailsOf(scene);
    expect(mail?.subject).toBe('आपके फ़ोन के बारे में सुरक्षा सूचना');
    expect(mail?.text).toContain('यह फ़ोन Xiaomi का बना है');
    expect(mail?.text).toContain('अपनी इकाई से दूसरा फ़ोन माँगें');
  });

  test('shows text from a device escaped and on one line, and never in a header', async () => {
    const scene = await makeScene({ model: '<img src=x>\r\nBcc: a@b.example\u202e' });
    await scene.send();
    const [mail] = mailsOf(scene);
    expect(mail?.subject).toBe('Security notice about your phone');
    expect(mail?.bcc).toBeUndefined();
    expect(mail?.html).toContain('&lt;img src=x&gt; Bcc: a@b.example');
    expect(mail?.html).not.toContain('<img');
    expect(mail?.text).not.toContain('\u202e');
  });

  test('says that all is well once everything is resolved', async () => {
    const scene = await makeScene();
    const { fleet, device } = scene;
    await scene.send();
    fleet.clock.advance(3_600_000);
    await fleet.publish([LOCK]);
    await judgeDevices(fleet.deps, fleet.organisationId, [device]);
    const [resolved] = await fleet.rows<{ id: string }>(
      `SELECT id FROM deliveries WHERE organisation_id = $1 AND reason = 'notice-resolved'`,
      [fleet.organisationId],
    );
    const worker = createTestWorker(fleet, { kind: 'smtp', url: server.url });
    await deliver(worker, { organisationId: fleet.organisationId, deliveryIds: [resolved?.id ?? ''] });
    const mail = server.mails.find((each) => each.messageId?.includes(resolved?.id ?? '-'));
    expect(mail?.subject).toBe('Security notice: everything is resolved');
  });

  test('to a security officer links to the device and makes no personal link', async () => {
    const fleet = await createTestFleet({ urls: template });
    open.push(fleet);
    await fleet.publish([VENDOR]);
    await fleet.addUser('security-officer', fleet.rootUnitId);
    const device = await fleet.addDevice();
    await fleet.report(device, { device: REDMI });
    await judgeDevices(fleet.deps, fleet.organisationId, [device]);
    const [queued] = await fleet.rows<{ id: string }>('SELECT id FROM deliveries WHERE organisation_id = $1', [
      fleet.organisationId,
    ]);
    const worker = createTestWorker(fleet, { kind: 'smtp', url: server.url });
    await deliver(worker, { organisationId: fleet.organisationId, deliveryIds: [queued?.id ?? ''] });
    const mail = server.mails.find((each) => each.messageId?.includes(queued?.id ?? '-'));
    expect(mail?.subject).toBe('Security notice about a phone without a holder');
    expect(mail?.text).toContain(`https://cordon.example.org/console/devices/${device}`);
    expect(await fleet.rows('SELECT 1 FROM person_links WHERE organisation_id = $1', [fleet.organisationId])).toEqual(
      [],
    );
  });

  test('tells person and maker of an enrolment', async () => {
    const { fleet, device } = await makeScene();
    const personId = await fleet.addPerson();
    const userId = await fleet.addUser('administrator', fleet.rootUnitId);
    const detail = { deviceId: device, state: 'pending' };
    const [toPerson, toMaker] = await sendPlain(fleet, 'enrolment', [
      { personId, detail },
      { userId, detail },
    ]);
    expect(toPerson?.subject).toBe('A phone was enrolled');
    expect(toPerson?.text).toContain('in your name: Xiaomi HM 1SW');
    expect(toPerson?.text).toContain('waits for approval');
    expect(toMaker?.text).toContain('token that you made: Xiaomi HM 1SW');
  });

  test('tells a user of an invitation, without the link that only the inviter has', async () => {
    const { fleet } = await makeScene();
    const userId = await fleet.addUser('auditor', fleet.rootUnitId);
    const detail = { invitedBy: await fleet.addUser('owner', fleet.rootUnitId), expiresAt: '2014-10-23T06:00:00Z' };
    const [mail] = await sendPlain(fleet, 'invitation', [{ userId, detail }]);
    expect(mail?.text).toContain('Officer invites you to sign in for Test.');
    expect(mail?.text).toContain('23 October 2014');
    expect(mail?.text).not.toContain('civ_');
  });

  test('"all is resolved" is not sent to whoever was never told that something was found', async () => {
    const scene = await makeScene();
    await scene.fleet.rows(`UPDATE deliveries SET reason = 'notice-resolved' WHERE id = $1`, [scene.deliveryId]);
    await scene.send();
    expect(await scene.row()).toMatchObject({ state: 'cancelled' });
    expect(mailsOf(scene)).toEqual([]);
  });
});

/** Queues and sends messages that are about no advisory; the mails in the same order. */
async function sendPlain(
  fleet: TestFleet,
  reason: 'enrolment' | 'invitation',
  deliveries: { personId?: string; userId?: string; detail: Record<string, unknown> }[],
) {
  const now = fleet.clock.now();
  const rows = deliveries.map(({ personId = null, userId = null, detail }) => {
    return { id: newId(now), advisoryId: null, reason, personId, userId, detail, dueAt: now, createdAt: now };
  });
  await withOrganisationSql(fleet.database, fleet.organisationId, (tx) =>
    insertDeliveries(tx, fleet.organisationId, rows, fleet.deps.publicUrl),
  );
  const worker = createTestWorker(fleet, { kind: 'smtp', url: server.url });
  await deliver(worker, { organisationId: fleet.organisationId, deliveryIds: rows.map(({ id }) => id) });
  return rows.map(({ id }) => server.mails.find((mail) => mail.messageId?.includes(id)));
}
