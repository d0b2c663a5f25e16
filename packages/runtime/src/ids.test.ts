import { expect, test } from '@jest/globals';
import { createTestClock } from './clock.ts';
import { newId } from './ids.ts';

test('an id is a UUIDv7 that begins with the time it was made', () => {
  const id = newId(new Date('2014-10-22T00:00:00Z'));
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(Date.UTC(2014, 9, 22));
});

test('thousands of ids of one instant are all different', () => {
  const now = new Date('2014-10-22T00:00:00Z');
  expect(new Set(Array.from({ length: 5_000 }, () => newId(now))).size).toBe(5_000);
});

test('ids sort by time, and a test clock moves only when told to', () => {
  const clock = createTestClock('2014-10-22T00:00:00Z');
  const first = newId(clock.now());
  expect(clock.now()).toEqual(clock.now());
  clock.advance(1);
  expect(newId(clock.now()) > first).toBe(true);
  clock.set('2014-10-23T00:00:00Z');
  expect(clock.now().toISOString()).toBe('2014-10-23T00:00:00.000Z');
});
