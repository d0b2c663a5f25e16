import { hashSecret } from '@cordon/db';
import { judgeDevices } from '@cordon/judge';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { REDMI } from '../../../../packages/judge/src/testing/test-fleet.ts';
import { type DeliveryScenes, LOCK, linkOf, openDeliveryScenes, VENDOR } from '../testing/delivery-scenes.ts';
import { createTestWorker } from '../testing/test-worker.ts';
import { deliver } from './deliver.ts';

let scenes: DeliveryScenes;
const makeScene: DeliveryScenes['makeScene'] = (options) => scenes.makeScene(options);
const mailsOf: DeliveryScenes['mailsOf'] = (scene) => scenes.mailsOf(scene);
const sendPlain: DeliveryScenes['sendPlain'] = (...message) => scenes.sendPlain(...message);

beforeAll(async () => {
  scenes = await openDeliveryScenes();
});
afterAll(() => scenes.close());

describe('the message of a delivery', () => {
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
    const worker = createTestWorker(fleet, { kind: 'smtp', url: scenes.server.url });
    await deliver(worker, { organisationId: fleet.organisationId, deliveryIds: [resolved?.id ?? ''] });
    const mail = scenes.server.mails.find((each) => each.messageId?.includes(resolved?.id ?? '-'));
    expect(mail?.subject).toBe('Security notice: everything is resolved');
  });

  test('to a security officer links to the device and makes no personal link', async () => {
    const fleet = await scenes.makeFleet();
    await fleet.publish([VENDOR]);
    await fleet.addUser('security-officer', fleet.rootUnitId);
    const device = await fleet.addDevice();
    await fleet.report(device, { device: REDMI });
    await judgeDevices(fleet.deps, fleet.organisationId, [device]);
    const [queued] = await fleet.rows<{ id: string }>('SELECT id FROM deliveries WHERE organisation_id = $1', [
      fleet.organisationId,
    ]);
    const worker = createTestWorker(fleet, { kind: 'smtp', url: scenes.server.url });
    await deliver(worker, { organisationId: fleet.organisationId, deliveryIds: [queued?.id ?? ''] });
    const mail = scenes.server.mails.find((each) => each.messageId?.includes(queued?.id ?? '-'));
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
