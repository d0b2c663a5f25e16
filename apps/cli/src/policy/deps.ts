import { openPlaceDatabase, type PlaceDatabase } from '@cordon/runtime';

/** The IP database that comes with the product: what authors' commands resolve addresses by. */
export function openPlaces(): Promise<PlaceDatabase> {
  return openPlaceDatabase({});
}
