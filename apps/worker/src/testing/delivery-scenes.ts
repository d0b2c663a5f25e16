import { insertDeliveries, withOrganisationSql } from '@cordon/db';
import { judgeDevices } from '@cordon/judge';
import { newId } from '@cordon/runtime';
import type { ParsedMail } from 'mailparser';
import { createTestFleet, REDMI, type TestFleet } from '../../../../packages/judge/src/testing/test-fleet.ts';
import { createTestDatabase } from '../../../../tests/support/test-database.ts';
import { deliver } from '../jobs/deliver.ts';
import { startTestMailServer, type TestMailServer } from './mail-server.ts';
import { createTestWorker } from './test-worker.ts';

/** The rule that the phone of a scene breaks, and one that it keeps. */
export const VENDOR = {
  id: 'banned-vendor',
  vendor: { deny: ['xiaomi'] },
  severity: 'high',
  advice: 'replace-handset',
};
export const LOCK = { id: 'lock', posture: { require: ['screenLock'] } };

/** A person with a banned phone and the message about it, queued. */
export interface DeliveryScene {
  fleet: TestFleet;
  device: string;
  deliveryId: string;
  send: () => Promise<void>;
  row: () => Promise<Record<string, unknown>>;
}

export interface DeliveryScenes {
  server: TestMailServer;
  /** An organisation of its own, closed with the scenes. */
  makeFleet(): Promise<TestFleet>;
  makeScene(options?: { locale?: string; model?: string; grace?: string; mailUrl?: string }): Promise<DeliveryScene>;
  mailsOf(scene: DeliveryScene): ParsedMail[];
  /** Queues and sends messages that are about no advisory; the mails in the same order. */
  sendPlain(
    fleet: TestFleet,
    reason: 'enrolment' | 'invitation',
    deliveries: { personId?: string; userId?: string; detail: Record<string, unknown> }[],
  ): Promise<(ParsedMail | undefined)[]>;
  close(): Promise<void>;
}

/** Starts a mail server, and makes scenes whose messages go there, each an organisation of its own. */
export async function openDeliveryScenes(): Promise<DeliveryScenes> {
  const template = await createTestDatabase();
  const server = await startTestMailServer();
  const open: TestFleet[] = [];

  const makeFleet = async () => {
    const fleet = await createTestFleet({ urls: template });
    open.push(fleet);
    return fleet;
  };

  const makeScene: DeliveryScenes['makeScene'] = async (options = {}) => {
    const fleet = await makeFleet();
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
  };

  const sendPlain: DeliveryScenes['sendPlain'] = async (fleet, reason, deliveries) => {
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
  };

  return {
    server,
    makeFleet,
    makeScene,
    mailsOf: ({ deliveryId }) => server.mails.filter((mail) => mail.messageId?.includes(deliveryId)),
    sendPlain,
    close: async () => {
      await Promise.all(open.map((fleet) => fleet.close()));
      await server.close();
      await template.drop();
    },
  };
}

/** Token of the personal link in a message. */
export function linkOf(text: string | undefined): string {
  return /https:\/\/cordon\.example\.org\/p\/(\S+)/.exec(text ?? '')?.[1] ?? '';
}
