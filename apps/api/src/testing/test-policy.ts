import { randomUUID } from 'node:crypto';
import { hashDocument, type PolicyDocument } from '@cordon/policy';
import type { TestApp, TestOrganisation } from './test-app.ts';
import { runAsOwner } from './test-fleet.ts';

/** A ban on the Redmi's vendor. */
export const VENDOR_BAN = {
  id: 'banned-vendor',
  vendor: { deny: ['xiaomi'] },
  severity: 'critical',
  onMissing: 'unknown',
  advice: 'replace-handset',
};

/** Publishes a policy by plain SQL, in force at once, and raises the epoch: a fixture, not the way policies are made. */
export async function publishTestPolicy(
  host: TestApp,
  name: string,
  rules: readonly object[],
  organisation: TestOrganisation = host.organisation,
): Promise<void> {
  const document = { apiVersion: 'cordon/v1', kind: 'Policy', metadata: { name, title: name }, spec: { rules } };
  const id = randomUUID();
  const now = host.clock.now();
  await runAsOwner(host, 'INSERT INTO policies (organisation_id, id, name, created_at) VALUES ($1, $2, $3, $4)', [
    organisation.id,
    id,
    name,
    now,
  ]);
  await runAsOwner(
    host,
    `INSERT INTO policy_versions (organisation_id, policy_id, version, title, document, source, source_format, hash, created_at, published_at, effective_from)
     VALUES ($1, $2, 1, $3, $4, '', 'json', $5, $6, $6, $6)`,
    [organisation.id, id, name, document, hashDocument(document as unknown as PolicyDocument), now],
  );
  await runAsOwner(host, 'UPDATE organisations SET rules_epoch = rules_epoch + 1, epoch_at = $2 WHERE id = $1', [
    organisation.id,
    now,
  ]);
}
