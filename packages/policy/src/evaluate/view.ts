import type { Catalogue } from '../catalogue/schema.ts';
import type { CatalogueIndex } from '../compile/catalogue-index.ts';
import type { Interest } from '../compile/interest.ts';
import type { AppFacts, ConnectionFacts, DeviceFacts, PostureFacts, ReportSection, ServiceFacts } from '../facts.ts';
import type { Instant, PlaceOf } from '../types.ts';
import { type ConnectionView, createConnection } from './connection.ts';

/** What a rule sees of a report, or of one piece of kept evidence. Sections absent here were not collected. */
export interface ReportView extends ViewFacts, ViewInput {
  hasAsnDatabase: boolean;
  reduced: Partial<Record<ReportSection, number>>;
  /** Place of the one element of a view of evidence; absent: elements stand where their index says. */
  pointer: string | undefined;
  /** Worked out when first asked for. */
  lazy: {
    connections: ConnectionView[];
    apps: readonly number[] | undefined;
    hosts: readonly number[] | undefined;
  };
}

/** What all views of one evaluation share. */
export interface ViewInput {
  catalogue: Catalogue;
  index: CatalogueIndex;
  interest: Interest;
  /** Instant that ages are measured at. */
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
    device: facts.device,
    posture: facts.posture,
    apps: facts.apps,
    services: facts.services,
    connections: facts.connections,
    catalogue: input.catalogue,
    index: input.index,
    interest: input.interest,
    now: input.now,
    receivedAt: input.receivedAt,
    placeOf: input.placeOf,
    placeDatabaseDate: input.placeDatabaseDate,
    hasAsnDatabase: input.hasAsnDatabase ?? true,
    reduced: options.reduced ?? NOT_REDUCED,
    pointer: options.pointer,
    lazy: { connections: [], apps: undefined, hosts: undefined },
  };
}

const NOT_REDUCED = Object.freeze({});
const NONE: readonly number[] = Object.freeze([]);

/** JSON Pointer of an element of a section into the report payload. */
export function pointerTo(view: ReportView, section: ReportSection, index: number): string {
  return view.pointer ?? `/${section}/${index}`;
}

/** A connection of the report, with what is known about it. */
export function connectionAt(view: ReportView, index: number): ConnectionView {
  return (view.lazy.connections[index] ??= createConnection(view.connections?.[index] as ConnectionFacts));
}

/** Indexes of the apps that a listed package or publisher or the catalogue may have something to say about. */
export function appsOfInterest(view: ReportView): readonly number[] {
  return (view.lazy.apps ??= select(view.apps, (app) => view.interest.mayConcernPackage(app.package)));
}

/** Indexes of the connections whose host is none in plain form, or may be under a listed or catalogue domain. */
export function hostsOfInterest(view: ReportView): readonly number[] {
  return (view.lazy.hosts ??= select(
    view.connections,
    (connection) => connection.host === undefined || view.interest.mayConcernHost(connection.host),
  ));
}

function select<T>(list: readonly T[] | undefined, isOfInterest: (element: T) => boolean): readonly number[] {
  if (!list) return NONE;
  let found: number[] | undefined;
  for (let index = 0; index < list.length; index += 1) {
    if (isOfInterest(list[index] as T)) (found ??= []).push(index);
  }
  return found ?? NONE;
}
