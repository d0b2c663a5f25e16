import { type Clock, openPlaceDatabase, type PlaceDatabase, systemClock } from '@cordon/runtime';

/** The time at which authors' commands judge a report that has none. */
export const clock: Clock = systemClock;

/** The IP database that comes with the product: what authors' commands resolve addresses by. */
export function openPlaces(): Promise<PlaceDatabase> {
  return openPlaceDatabase({});
}
