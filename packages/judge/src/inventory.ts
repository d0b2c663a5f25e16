import { createHash } from 'node:crypto';
import type { InventoryApp, InventoryChange, InventoryDestination, InventoryMark } from '@cordon/db';
import {
  type AppFacts,
  type ConnectionFacts,
  DataCategory,
  type FindingState,
  normaliseDigest,
  normaliseHost,
  type PlaceOf,
  parseIp,
  quickHash,
} from '@cordon/policy';
import type { CaseReport, DeviceCase } from './device-case.ts';
import { outlineChange } from './outline-change.ts';

/** Connections remembered of one day; beyond, they are compared in the database. */
const MAX_SEEN = 2_000;
const SEEN_BYTES = 8;
const BIT_OF: ReadonlyMap<string, number> = new Map(DataCategory.options.map((name, bit) => [name, 1 << bit]));

/**
 * What the new reports of a device change in its inventory: the apps of the last list collected, the connections not yet
 * noted on their day, and the outline of what it showed. Late reports change nothing; nor does a section that was not
 * collected. A section that the organisation does not collect empties what is known of it.
 *
 * @param findings of the device after judging
 * @param mark what was taken in last; absent: nothing yet
 * @returns `undefined` if nothing changes
 */
export function inventoryChange(
  device: Pick<DeviceCase, 'state' | 'reports' | 'last'>,
  findings: readonly FindingState[],
  mark: InventoryMark | undefined,
  placeOf: PlaceOf,
): InventoryChange | undefined {
  const { state, reports } = device;
  const apps = appsChange(reports, mark);
  const connections = connectionsChange(reports, state.lastValidAt?.getTime() ?? 0, mark, placeOf);
  const isNew = apps !== undefined || connections !== undefined;
  const outline = outlineChange(device, findings, mark, isNew);
  if (!isNew && !outline) return undefined;
  // What was noted today and is not in an outline made anew must be noted again when it is next seen.
  const isNotedAnew = outline?.isAnew === true && (mark !== undefined || reports.length > 1);
  const seen = connections ?? mark;
  return {
    mark: {
      deviceId: state.deviceId,
      appsDigest: apps ? apps.digest : (mark?.appsDigest ?? null),
      seenOn: isNotedAnew ? null : (seen?.seenOn ?? null),
      seen: isNotedAnew ? null : (seen?.seen ?? null),
      outline: outline ? outline.outline : (mark?.outline ?? null),
    },
    ...(apps ? { apps: apps.apps } : {}),
    destinations: connections?.destinations ?? [],
    forgetsDestinations: connections?.forgets ?? false,
  };
}

function appsChange(
  reports: readonly CaseReport[],
  mark: InventoryMark | undefined,
): { digest: Buffer | null; apps: InventoryApp[] } | undefined {
  const last = reports.findLast(({ facts, reduced }) => facts.apps !== undefined || reduced?.apps !== undefined);
  if (!last) return undefined;
  if (last.facts.apps === undefined) return mark?.appsDigest ? { digest: null, apps: [] } : undefined;
  const digest = digestOfApps(last.facts.apps);
  return mark?.appsDigest?.equals(digest) ? undefined : { digest, apps: toApps(last.facts.apps) };
}

/** Of the list as a set: the order in which an agent lists its apps says nothing. */
function digestOfApps(apps: readonly AppFacts[]): Buffer {
  let sum = 0;
  let mixed = 0;
  for (const app of apps) {
    const hash = hashOfApp(app);
    sum = (sum + hash) % Number.MAX_SAFE_INTEGER;
    mixed ^= hash & 0x7fffffff;
  }
  const digest = Buffer.alloc(16);
  digest.writeDoubleLE(sum, 0);
  digest.writeInt32LE(mixed, 8);
  digest.writeInt32LE(apps.length, 12);
  return digest;
}

/** Of a digest its end is as good as the whole. */
const SIGNER_END = 16;

function hashOfApp({ package: name, version, signers }: AppFacts): number {
  if (signers?.length === 1) return quickHash(name, version, signers[0]?.slice(-SIGNER_END));
  return quickHash(name, version, ...(signers ?? []).map((text) => text.slice(-SIGNER_END)));
}

/** Each package once: the last entry of it counts. */
function toApps(apps: readonly AppFacts[]): InventoryApp[] {
  const byPackage = new Map<string, InventoryApp>();
  for (const app of apps) {
    const signers = [...new Set((app.signers ?? []).map((text) => normaliseDigest(text) ?? text))].sort();
    const version = app.version ?? null;
    byPackage.set(app.package, { id: idOf(app.package, version, signers), package: app.package, signers, version });
  }
  return [...byPackage.values()];
}

interface ConnectionsChange {
  seenOn: string | null;
  seen: Buffer | null;
  destinations: InventoryDestination[];
  forgets: boolean;
}

function connectionsChange(
  reports: readonly CaseReport[],
  lastValidAt: number,
  mark: InventoryMark | undefined,
  placeOf: PlaceOf,
): ConnectionsChange | undefined {
  if (reports.at(-1)?.reduced?.connections !== undefined) {
    return mark?.seenOn ? { seenOn: null, seen: null, destinations: [], forgets: true } : undefined;
  }
  let validAt = lastValidAt;
  let day = mark?.seenOn ?? '';
  let seen = readSeen(mark?.seen);
  const noted = new Map<string, InventoryDestination>();
  for (const report of reports) {
    validAt = Math.min(report.receivedAt, Math.max(report.collectedAt, validAt));
    const reportDay = new Date(validAt).toISOString().slice(0, 10);
    for (const connection of report.facts.connections ?? []) {
      if (reportDay !== day) [day, seen] = [reportDay, new Set()];
      const hash = hashOf(connection);
      if (seen.has(hash)) continue;
      seen.add(hash);
      note(noted, connection, reportDay, placeOf);
    }
  }
  if (noted.size === 0) return undefined;
  return { seenOn: day, seen: writeSeen(seen), destinations: [...noted.values()], forgets: false };
}

function hashOf({ host, ip, data }: ConnectionFacts): number {
  return quickHash(host, ip, String(categoryBits(data)));
}

/** The same address seen on two days stands for two sightings; what one statement writes, it writes once. */
function note(
  noted: Map<string, InventoryDestination>,
  connection: ConnectionFacts,
  seenOn: string,
  placeOf: PlaceOf,
): void {
  const destination = toDestination(connection, seenOn, placeOf);
  if (!destination) return;
  const key = `${destination.id} ${destination.address ?? ''}`;
  const known = noted.get(key);
  const categories = (known?.categories ?? 0) | destination.categories;
  noted.set(key, { ...destination, categories });
}

function toDestination(
  { host: text, ip, data }: ConnectionFacts,
  seenOn: string,
  placeOf: PlaceOf,
): InventoryDestination | undefined {
  const address = ip && canonicalAddress(ip);
  const host = (text && (normaliseHost(text) ?? text.toLowerCase())) || address;
  if (host === undefined) return undefined;
  const country = (address && placeOf(address).country) ?? null;
  return {
    id: idOf(host, country),
    host,
    country,
    ...(address ? { address } : {}),
    categories: categoryBits(data),
    seenOn,
  };
}

function categoryBits(data: ConnectionFacts['data']): number {
  let bits = 0;
  for (const name of data ?? []) bits |= BIT_OF.get(name) ?? 0;
  return bits;
}

/** One text for one address (RFC 5952); a v4-mapped IPv6 address is the IPv4 address. */
function canonicalAddress(text: string): string | undefined {
  const ip = parseIp(text);
  if (!ip) return undefined;
  if (ip.version === 6) return new URL(`http://[${text}]`).hostname.slice(1, -1);
  return [24, 16, 8, 0].map((shift) => (ip.value >>> shift) & 255).join('.');
}

function readSeen(bytes: Buffer | null | undefined): Set<number> {
  const count = Math.floor((bytes?.byteLength ?? 0) / SEEN_BYTES);
  return new Set(Array.from({ length: count }, (_, index) => bytes?.readDoubleLE(index * SEEN_BYTES) ?? 0));
}

function writeSeen(seen: ReadonlySet<number>): Buffer {
  const bytes = Buffer.alloc(Math.min(seen.size, MAX_SEEN) * SEEN_BYTES);
  [...seen].slice(-MAX_SEEN).forEach((hash, index) => void bytes.writeDoubleLE(hash, index * SEEN_BYTES));
  return bytes;
}

/** An id that says the same of the same thing in every report: a UUIDv8 (RFC 9562, section 5.8) of a SHA-256. */
function idOf(...parts: readonly unknown[]): string {
  const hex = createHash('sha256').update(JSON.stringify(parts)).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
