import { ROLES, type Role } from '@cordon/contract';
import { newId } from '@cordon/runtime';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { listOperations, type Operation, type RequestIds, requestWith } from './testing/openapi-requests.ts';
import { createTestApp, type TestApp, type TestOrganisation } from './testing/test-app.ts';
import { createTestOperator } from './testing/test-operators.ts';
import { createTestWorld, fingerprint, type TestWorld } from './testing/test-world.ts';

/**
 * Generated from the OpenAPI document, so that a new route is tested from the day it is there. The attack: somebody who
 * knows, guesses or kept an id of another organisation, or of a unit that their grants do not cover, tries it everywhere.
 */

let host: TestApp;
let other: TestOrganisation;
let theirs: TestWorld;
let ours: TestWorld;
let sibling: TestWorld;
let operations: Operation[];

beforeAll(async () => {
  host = await createTestApp({
    config: { rateLimits: { byAddress: { perSecond: 1e6, burst: 1e6 }, byDevice: { perSecond: 1e6, burst: 1e6 } } },
  });
  other = await host.addOrganisation('Other Command');
  theirs = await createTestWorld(host, other, 'theirs');
  ours = await createTestWorld(host, host.organisation, 'ours');
  sibling = await createTestWorld(host, host.organisation, 'sibling');
  operations = listOperations((await host.app.inject('/openapi.json')).json()).filter(
    (item) => item.permission !== 'public',
  );
}, 60_000);

afterAll(() => host.close());

/** Status and body, without the caller's own words in it. */
async function answerTo(request: ReturnType<typeof requestWith>, headers: Record<string, string>, id: string) {
  const answer = await host.app.inject({ ...request, headers });
  return { status: answer.statusCode, body: answer.body.replaceAll(id, '<id>') };
}

/** Kind of object that the first id of a path names: `/v1/api-tokens/{id}` → `apiToken`. */
function kindOf(operation: Operation): string {
  const noun = operation.path.split('/')[2] ?? '';
  const irregular: Record<string, string> = { people: 'person', advisories: 'advisory', deliveries: 'delivery' };
  return irregular[noun] ?? noun.replace(/s$/, '').replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

/** Lists, searches and exports; a stream of events names topics and units alone. */
const isList = (item: Operation) => item.method === 'GET' && item.pathParameters.length === 0 && !item.isEndless;

/** Operations that take an id anywhere. */
const takingIds = () => operations.filter((item) => JSON.stringify(requestWith(item, 'THE-ID')).includes('THE-ID'));

describe('routes below /v1', () => {
  test('each names its permission in the document, and nobody gets in without signing in', async () => {
    expect(operations.length).toBeGreaterThan(40);
    for (const operation of operations) {
      expect({ ...operation, permission: operation.permission }).toHaveProperty('permission', expect.any(String));
      const answer = await host.app.inject(requestWith(operation, newId(host.clock.now())));
      expect(`${operation.method} ${operation.path} ${answer.statusCode}`).toBe(
        `${operation.method} ${operation.path} 401`,
      );
      expect(answer.headers['www-authenticate']).toBeDefined();
    }
  });

  test("the generated requests are not idle: most answer an organisation's own ids with success", async () => {
    const owner = await createTestOperator(host, 'owner', host.organisation.rootUnitId);
    const reads = takingIds().filter((item) => item.method === 'GET' && item.pathParameters.length === 1);
    const reached = new Set<string>();
    for (const operation of reads) {
      for (const id of Object.values(ours.ids)) {
        const answer = await host.app.inject({ ...requestWith(operation, id), headers: owner.headers });
        if (answer.statusCode === 200) reached.add(operation.path);
      }
    }
    const byId = reads.filter((item) => item.pathParameters[0] === 'id').map((item) => item.path);
    expect([...reached].sort()).toEqual(expect.arrayContaining(byId.sort()));
  });
});

describe("another organisation's ids", () => {
  test('answer on every route exactly as ids that do not exist, and nothing of theirs changes', async () => {
    const owner = await createTestOperator(host, 'owner', host.organisation.rootUnitId);
    const before = await fingerprint(host, other.id);
    const different: string[] = [];
    for (const operation of takingIds()) {
      const unknown = newId(host.clock.now());
      const none = await answerTo(requestWith(operation, unknown), owner.headers, unknown);
      for (const [kind, id] of Object.entries({
        ...theirs.ids,
        organisation: other.id,
        root: other.rootUnitId,
        owner: other.ownerId,
      })) {
        const known = await answerTo(requestWith(operation, id), owner.headers, id);
        if (JSON.stringify(known) !== JSON.stringify(none))
          different.push(
            `${operation.method} ${operation.path} with their ${kind}: ${known.status} ${known.body} / ${none.status} ${none.body}`,
          );
      }
    }
    expect(different).toEqual([]);
    expect(await fingerprint(host, other.id)).toEqual(before);
  }, 120_000);

  test('a name that only they use answers as one that nobody uses', async () => {
    const owner = await createTestOperator(host, 'owner', host.organisation.rootUnitId);
    const before = await fingerprint(host, other.id);
    for (const operation of operations.filter((item) => item.pathParameters[0] === 'name')) {
      const ask = (name: string) =>
        answerTo(
          requestWith(operation, { path: [name, '1'], elsewhere: newId(host.clock.now()) }),
          owner.headers,
          name,
        );
      expect({ operation, answer: await ask(theirs.policyName) }).toEqual({ operation, answer: await ask('nobodys') });
    }
    expect(await fingerprint(host, other.id)).toEqual(before);
  });

  test('answer as ids that do not exist where they are mixed with our own, in the path and in the body', async () => {
    const owner = await createTestOperator(host, 'owner', host.organisation.rootUnitId);
    const before = await fingerprint(host, other.id);
    const different: string[] = [];
    const compare = async (
      operation: Operation,
      known: RequestIds,
      unknown: RequestIds,
      theirId: string,
      noId: string,
    ) => {
      const none = await answerTo(requestWith(operation, unknown), owner.headers, noId);
      const some = await answerTo(requestWith(operation, known), owner.headers, theirId);
      if (JSON.stringify(some) !== JSON.stringify(none))
        different.push(
          `${operation.method} ${operation.path}: ${some.status} ${some.body} / ${none.status} ${none.body}`,
        );
    };
    for (const operation of takingIds().filter((item) => item.pathParameters.length > 0)) {
      for (const our of [ours.ids[kindOf(operation)] ?? newId(host.clock.now())]) {
        for (const their of Object.values(theirs.ids)) {
          const none = newId(host.clock.now());
          if (operation.pathParameters.length === 2) {
            await compare(
              operation,
              { path: [our, their], elsewhere: none },
              { path: [our, none], elsewhere: none },
              their,
              none,
            );
            await compare(
              operation,
              { path: [their, our], elsewhere: none },
              { path: [none, our], elsewhere: none },
              their,
              none,
            );
          } else if (
            operation.body &&
            JSON.stringify(requestWith(operation, { path: '', elsewhere: 'THE-ID' })).includes('THE-ID')
          ) {
            await compare(operation, { path: our, elsewhere: their }, { path: our, elsewhere: none }, their, none);
          }
        }
      }
    }
    expect(different).toEqual([]);
    expect(await fingerprint(host, other.id)).toEqual(before);
  }, 120_000);

  test('none of their words appears in any list, search or export', async () => {
    const owner = await createTestOperator(host, 'owner', host.organisation.rootUnitId);
    for (const operation of operations.filter(isList)) {
      const answer = await host.app.inject({
        method: 'GET',
        url: `${operation.path}${operation.path === '/v1/verdicts' ? '?serialNumber=SERIAL-theirs' : ''}`,
        headers: owner.headers,
      });
      const leaked = [...theirs.secrets, ...Object.values(theirs.ids)].filter(
        (secret) => answer.body.includes(secret) && !operation.path.endsWith('/verdicts'),
      );
      expect(`${operation.path}: ${leaked.join(', ')}`).toBe(`${operation.path}: `);
    }
  });
});

describe.each(ROLES.map((role) => [role] as const))('a %s of a sibling unit', (role: Role) => {
  test('is refused on every object outside that unit, as if it did not exist, and changes none', async () => {
    const operator = await createTestOperator(host, role, sibling.unitId);
    const before = await fingerprint(host, host.organisation.id);
    const reached: string[] = [];
    for (const operation of takingIds().filter((item) => item.permission !== 'signed-in')) {
      const unknown = newId(host.clock.now());
      const none = await answerTo(requestWith(operation, unknown), operator.headers, unknown);
      // Its own kind in the path, and the kinds that bodies and queries name.
      for (const kind of new Set([kindOf(operation), 'unit', 'person', 'device'])) {
        const id = ours.ids[kind];
        if (id === undefined) continue;
        const known = await answerTo(requestWith(operation, id), operator.headers, id);
        if (JSON.stringify(known) !== JSON.stringify(none))
          reached.push(
            `${operation.method} ${operation.path} with ${kind}: ${known.status} ${known.body} / ${none.status} ${none.body}`,
          );
      }
    }
    expect(reached).toEqual([]);
    expect(await fingerprint(host, host.organisation.id)).toEqual(before);
  }, 120_000);

  test('is refused what needs the root unit, and sees in lists nothing outside the unit', async () => {
    const operator = await createTestOperator(host, role, sibling.unitId);
    for (const operation of operations.filter((item) => item.isEverywhere)) {
      const answer = await host.app.inject({
        ...requestWith(operation, newId(host.clock.now())),
        headers: operator.headers,
      });
      expect(`${operation.method} ${operation.path} ${answer.statusCode}`).toBe(
        `${operation.method} ${operation.path} 403`,
      );
    }
    for (const operation of operations.filter(isList)) {
      const answer = await host.app.inject({ method: 'GET', url: operation.path, headers: operator.headers });
      const leaked = [...ours.secrets, ...Object.values(ours.ids)].filter((secret) => answer.body.includes(secret));
      expect(`${operation.path}: ${leaked.join(', ')}`).toBe(`${operation.path}: `);
    }
  });
});
