import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { isSpecialAddress, type Place, type PlaceOf, parseIp, parseIpv4 } from '@cordon/policy';
import { open } from 'maxmind';

export interface PlaceDatabaseOptions {
  /** MaxMind DB file with countries. @defaultValue the one that npm brought */
  countryPath?: string;
  /** MaxMind DB file with autonomous systems. Absent: rules with `asns` cannot be judged. */
  asnPath?: string;
}

/** Addresses move between countries: after this long an IP database is told to be old. */
const OLD_AFTER_MS = 90 * 86_400_000;

/** Whether an IP database of that day (ISO date) is more than 90 days old. `undefined`: there is none, so it is not old. */
export function isPlaceDatabaseOld(databaseDate: string | undefined, now: Date): boolean {
  return databaseDate !== undefined && now.getTime() - Date.parse(databaseDate) > OLD_AFTER_MS;
}

export interface PlaceDatabase {
  placeOf: PlaceOf;
  /** ISO date on which the country database was built. */
  databaseDate: string;
  hasAsn: boolean;
}

/** The public forms of country records: MaxMind's and DB-IP's, and the flat one of ip-location-db. */
interface CountryRecord {
  country_code?: string;
  country?: { iso_code?: string };
}

/** As {@link CountryRecord}, for autonomous systems. */
interface AsnRecord {
  autonomous_system_number?: number;
  asn?: number;
}

/** What is used of maxmind's reader, whose own types know MaxMind's record forms only. */
interface Reader<T> {
  get(ip: string): T | null;
  metadata: { buildEpoch: Date };
}

/** IPv4 places remembered, 2^16: a fleet speaks to the same servers again and again, and looking one up costs more than all else. */
const SLOTS = 65_536;
/** Slots that an address may be in. */
const WAYS = 4;
/** Multiplier of Fibonacci hashing: neighbouring addresses get slots far apart. */
const SPREAD = 0x9e3779b1;
/** Other texts remembered: IPv6 addresses, and what is no address. */
const MAX_OTHERS = 20_000;

/**
 * Opens the IP databases, whole, in memory.
 *
 * @throws Error in one line if a file is missing or no MaxMind DB
 */
export async function openPlaceDatabase(options: PlaceDatabaseOptions): Promise<PlaceDatabase> {
  const countries = await openFile<CountryRecord>('GEOIP_COUNTRY_DB', options.countryPath ?? bundledDatabase());
  const systems = options.asnPath ? await openFile<AsnRecord>('GEOIP_ASN_DB', options.asnPath) : undefined;
  const placeOf = remember((ip) => lookUp(ip, countries, systems));
  return {
    placeOf,
    databaseDate: countries.metadata.buildEpoch.toISOString().slice(0, 10),
    hasAsn: systems !== undefined,
  };
}

function bundledDatabase(): string {
  const require = createRequire(import.meta.url);
  const folder = dirname(require.resolve('@ip-location-db/geo-whois-asn-country-mmdb/package.json'));
  return join(folder, 'geo-whois-asn-country.mmdb');
}

async function openFile<T>(variable: string, path: string): Promise<Reader<T>> {
  try {
    return (await open(path)) as unknown as Reader<T>;
  } catch (error) {
    throw new Error(`The IP database ${path} (${variable}) cannot be read: ${(error as Error).message}`, {
      cause: error,
    });
  }
}

function lookUp(ip: string, countries: Reader<CountryRecord>, systems: Reader<AsnRecord> | undefined): Place {
  const address = normalise(ip);
  if (address === undefined) return {};
  if (isSpecialAddress(address)) return { special: true };
  const country = countries.get(address) ?? undefined;
  const system = systems?.get(address) ?? undefined;
  const code = country?.country_code ?? country?.country?.iso_code;
  const asn = system?.autonomous_system_number ?? system?.asn;
  return {
    ...(code && /^[A-Za-z]{2}$/.test(code) ? { country: code.toUpperCase() } : {}),
    ...(asn ? { asn: Number(asn) } : {}),
  };
}

/** A device may have sent anything: what is no address is undefined, a v4-mapped one is the v4 address it stands for. */
function normalise(ip: string): string | undefined {
  const parsed = parseIp(ip);
  if (parsed?.version !== 4) return parsed && ip;
  return [24, 16, 8, 0].map((shift) => (parsed.value >>> shift) & 0xff).join('.');
}

/**
 * A bounded memory. An IPv4 address may be in any of four neighbouring slots, of which the newest comer takes the first
 * and pushes out the last: reading costs a few comparisons and allocates nothing. Other text is kept until there is too
 * much of it.
 */
function remember(placeOf: PlaceOf): PlaceOf {
  const addresses = new Float64Array(SLOTS).fill(-1);
  const places = new Array<Place>(SLOTS);
  const others = new Map<string, Place>();
  return (ip) => {
    const address = parseIpv4(ip);
    if (address < 0) return rememberOther(ip);
    const first = (Math.imul(address, SPREAD) >>> 16) & (SLOTS - WAYS);
    for (let slot = first; slot < first + WAYS; slot += 1) {
      if (addresses[slot] === address) return places[slot] as Place;
    }
    const place = Object.freeze(placeOf(ip));
    for (let slot = first + WAYS - 1; slot > first; slot -= 1) {
      addresses[slot] = addresses[slot - 1] as number;
      places[slot] = places[slot - 1] as Place;
    }
    addresses[first] = address;
    places[first] = place;
    return place;
  };

  function rememberOther(ip: string): Place {
    const present = others.get(ip);
    if (present) return present;
    const place = Object.freeze(placeOf(ip));
    if (others.size >= MAX_OTHERS) others.clear();
    others.set(ip, place);
    return place;
  }
}
