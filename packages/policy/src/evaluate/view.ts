import type { Catalogue } from '../catalogue/index.ts';
import type { CatalogueIndex, HostOwners } from '../compile/catalogue-index.ts';
import type { AppFacts, ConnectionFacts, DeviceFacts, PostureFacts, ReportSection, ServiceFacts } from '../facts.ts';
import { normaliseHost } from '../matching/host.ts';
import { parseIp } from '../matching/ip.ts';
import { isSpecialAddress } from '../matching/special-addresses.ts';
import type { Instant, Place, PlaceOf } from '../types.ts';

/** What a rule sees of a report, or of one piece of kept evidence. Sections absent here were not collected. */
export interface ReportView {
  catalogue: Catalogue;
  index: CatalogueIndex;
  /** Instant that ages are measured at. */
  now: Instant;
  receivedAt: Instant;
  device?: DeviceFacts;
  posture?: PostureFacts;
  apps?: readonly AppFacts[];
  services?: readonly ServiceFacts[];
  connections?: readonly ConnectionView[];
  reduced: Partial<Record<ReportSection, number>>;
  placeDatabaseDate?: string;
  hasAsnDatabase: boolean;
  /** JSON Pointer of an element of a section into the report payload. */
  pointerTo(section: ReportSection, index: number): string;
}

/** A connection with what is worked out about it once, when a rule first asks. */
export interface ConnectionView {
  facts: ConnectionFacts;
  /** Host in its one form; absent if there is none or it is no host name. */
  host(): string | undefined;
  /** Address in text form, of `ip` or of a host that is an address. */
  ip(): string | undefined;
  isSpecial(): boolean;
  owners(): HostOwners | undefined;
  place(): Place | undefined;
}

export interface ViewInput {
  catalogue: Catalogue;
  index: CatalogueIndex;
  now: Instant;
  receivedAt: Instant;
  placeOf: PlaceOf;
  placeDatabaseDate?: string;
  hasAsnDatabase?: boolean;
}

/** The parts of a report that a view is made of. */
export interface ViewFacts {
  device?: DeviceFacts;
  posture?: PostureFacts;
  apps?: readonly AppFacts[];
  services?: readonly ServiceFacts[];
  connections?: readonly ConnectionFacts[];
}

/** A view of a report. `pointer` is given for a view of one element, which then stands at that place. */
export function createView(
  facts: ViewFacts,
  input: ViewInput,
  options: { reduced?: Partial<Record<ReportSection, number>>; pointer?: string } = {},
): ReportView {
  return {
    catalogue: input.catalogue,
    index: input.index,
    now: input.now,
    receivedAt: input.receivedAt,
    device: facts.device,
    posture: facts.posture,
    apps: facts.apps,
    services: facts.services,
    connections: facts.connections?.map((connection) => createConnectionView(connection, input)),
    reduced: options.reduced ?? {},
    placeDatabaseDate: input.placeDatabaseDate,
    hasAsnDatabase: input.hasAsnDatabase ?? true,
    pointerTo: (section, index) => options.pointer ?? `/${section}/${index}`,
  };
}

function createConnectionView(facts: ConnectionFacts, input: ViewInput): ConnectionView {
  let host: string | undefined | null = null;
  let owners: HostOwners | undefined | null = null;
  let place: Place | undefined | null = null;
  let special: boolean | null = null;
  const view: ConnectionView = {
    facts,
    host: () => {
      if (host === null) host = facts.host === undefined ? undefined : normaliseHost(facts.host);
      return host;
    },
    ip: () => facts.ip ?? (facts.host !== undefined && parseIp(facts.host) ? facts.host : undefined),
    isSpecial: () => {
      const ip = view.ip();
      special ??= ip !== undefined && isSpecialAddress(ip);
      return special;
    },
    owners: () => {
      const name = view.host();
      if (owners === null) owners = name === undefined ? undefined : input.index.ownersOf(name);
      return owners;
    },
    place: () => {
      const ip = view.ip();
      if (place === null)
        place = ip === undefined ? undefined : view.isSpecial() ? { special: true } : input.placeOf(ip);
      return place;
    },
  };
  return view;
}
