import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cancelDeliveries, withOrganisationSql } from '@cordon/db';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { simpleParser } from 'mailparser';
import { type DeliveryScenes, linkOf, openDeliveryScenes } from '../testing/delivery-scenes.ts';
import { createTestWorker } from '../testing/test-worker.ts';
import { until } from '../testing/until.ts';
import { deliver, MAX_ATTEMPTS } from './deliver.ts';

let scenes: DeliveryScenes;
const makeScene: DeliveryScenes['makeScene'] = (options) => scenes.makeScene(options);
const mailsOf: DeliveryScenes['mailsOf'] = (scene) => scenes.mailsOf(scene);

beforeAll(async () => {
  scenes = await openDeliveryScenes();
});
afterAll(() => scenes.close());

describe('a delivery', () => {
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
    scenes.server.answer = async (mail) => {
      if (mail.messageId?.includes(scene.deliveryId)) seen = await scene.row();
    };
    await scene.send();
    scenes.server.answer = async () => undefined;
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

  test('and judging, which changes the notice and then cancels what was queued about it, never wait for each other', async () => {
    const scene = await makeScene();
    const { fleet, deliveryId } = scene;
    const waiting = () =>
      fleet.rows(`SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`);
    let sent: Promise<void> | undefined;
    await withOrganisationSql(fleet.database, fleet.organisationId, async (tx) => {
      await tx.query('UPDATE advisories SET severity = severity');
      sent = scene.send();
      await until(waiting, (rows) => rows.length === 1);
      // Refused if who waits holds the delivery already.
      await tx.query('SELECT FROM deliveries WHERE id = $1 FOR UPDATE NOWAIT', [deliveryId]);
      await cancelDeliveries(tx, fleet.organisationId, [deliveryId]);
    });
    await sent;
    expect(await scene.row()).toMatchObject({ state: 'cancelled', attempt: 0 });
    expect(mailsOf(scene)).toEqual([]);
  });

  test('that the server refuses is tried again later, with growing pauses, and fails visibly in the end', async () => {
    const scene = await makeScene();
    scenes.server.answer = async (mail) => {
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
    scenes.server.answer = async () => undefined;
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
