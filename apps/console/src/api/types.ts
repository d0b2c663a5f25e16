import type { operations } from './generated/schema.ts';

type Operation = keyof operations;
type JsonOf<T> = T extends { content: { 'application/json': infer Body } } ? Body : never;

/** Body of the good answer of an operation. */
export type Answer<Name extends Operation> = operations[Name]['responses'] extends infer Responses
  ? JsonOf<Responses[keyof Responses & (200 | 201)]>
  : never;

/** Items of a list. */
export type Item<Name extends Operation> = Answer<Name> extends { items: (infer Row)[] } ? Row : never;

/** Query members of an operation. */
export type Query<Name extends Operation> = NonNullable<operations[Name]['parameters']['query']>;

/** Body of a request, sent as JSON. */
export type Body<Name extends Operation> = operations[Name] extends { requestBody?: infer Request }
  ? JsonOf<NonNullable<Request>>
  : never;

export type Me = Answer<'showMe'>;
export type Permission = Me['permissions'][number]['permission'];
export type Overview = Answer<'showOverview'>;
export type DeviceItem = Item<'listDevices'>;
export type Device = Answer<'showDevice'>;
export type Verdict = Device['verdict'];
export type FindingItem = Item<'listFindings'>;
export type Finding = Answer<'showFinding'>;
export type Severity = Finding['severity'];
export type Unit = Item<'listUnits'>;
export type Person = Item<'listPeople'>;
