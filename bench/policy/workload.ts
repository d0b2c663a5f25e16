import type { PolicyDocument, ReportFacts } from '@cordon/policy';
import { createRandom } from './random.ts';

/** Reports of 60 apps and 40 connections, and policies that ban some packages and domains: the same for every engine. */

export const APPS_PER_REPORT = 60;
export const CONNECTIONS_PER_REPORT = 40;
const DESTINATIONS = 20_000;

export interface BanList {
  packages: string[];
  domains: string[];
}

/** `entries` banned things, half packages and half domains. */
export function banList(entries: number): BanList {
  const half = entries / 2;
  return {
    packages: Array.from({ length: half }, (_, index) => `com.banned${index}.app`),
    domains: Array.from({ length: half }, (_, index) => `banned${index}-cloud.com`),
  };
}

/** Public unicast addresses, as far as a cheap draw can tell; the same host always has the same one. */
function address(random: () => number): string {
  const first = [5, 13, 23, 31, 42, 52, 64, 77, 81, 91, 103, 110, 119, 124, 139, 151, 163, 178, 185, 202][
    Math.floor(random() * 20)
  ];
  return `${first}.${Math.floor(random() * 256)}.${Math.floor(random() * 256)}.${1 + Math.floor(random() * 254)}`;
}

/**
 * `count` different reports as JSON texts, to be parsed anew for each pass: repeated string objects carry cached hashes
 * and flatter every engine that uses hash tables. About half hold a banned package or domain that is in every list.
 * Destinations are drawn from 20,000 by a Zipf-like law, as a fleet's are.
 */
export function reportTexts(count: number, seed = 2014): string[] {
  const random = createRandom(seed);
  const addresses = Array.from({ length: DESTINATIONS }, () => address(random));
  return Array.from({ length: count }, (_, index) => JSON.stringify(report(index, random, addresses)));
}

function report(index: number, random: () => number, addresses: readonly string[]): ReportFacts {
  const bannedApp = index % 4 === 0;
  const bannedHost = index % 4 === 1;
  const apps = Array.from({ length: APPS_PER_REPORT }, (_, app) => ({
    package:
      bannedApp && app === 31 ? `com.banned${index % 5}.app` : `org.vendor${Math.floor(random() * 5_000)}.app${app}`,
    version: `${app}.${index % 10}`,
    installer: 'com.android.vending',
    signers: [
      `sha256:${Math.floor(random() * 2 ** 32)
        .toString(16)
        .padStart(64, '0')}`,
    ],
    system: app < 20,
  }));
  const connections = Array.from({ length: CONNECTIONS_PER_REPORT }, (_, connection) => {
    const destination = Math.floor(DESTINATIONS ** random()) - 1;
    const banned = bannedHost && connection === 17;
    return {
      host: banned
        ? `api${index}.eu.banned${index % 5}-cloud.com`
        : `edge${index}-${connection}.cdn.service${destination}.net`,
      ip: addresses[destination] ?? '5.1.1.1',
      port: 443,
      protocol: 'tls',
      app: `org.vendor${connection}.app`,
      bytesSent: 512,
      data: connection % 3 === 0 ? (['imei', 'phone-number'] as const).slice() : [],
    };
  });
  return {
    device: {
      manufacturer: 'Nokia',
      brand: 'Nokia',
      model: `TA-${1_000 + (index % 50)}`,
      os: { name: 'android', version: '14' },
    },
    apps,
    connections,
  };
}

/** The bans as one policy: any connection to a banned domain fails, whatever it carried. */
export function banPolicy(bans: BanList): PolicyDocument {
  return {
    apiVersion: 'cordon/v1',
    kind: 'Policy',
    metadata: { name: 'bench-bans' },
    spec: {
      rules: [
        { id: 'apps', app: { deny: bans.packages.map((name) => ({ package: name })) } },
        { id: 'domains', egress: { deny: { domains: bans.domains } } },
      ],
    },
  };
}

/** Country rules, resolved through the IP database, one of each kind. */
export function placePolicy(): PolicyDocument {
  return {
    apiVersion: 'cordon/v1',
    kind: 'Policy',
    metadata: { name: 'bench-places' },
    spec: {
      rules: [
        { id: 'abroad', egress: { data: ['imei', 'phone-number'], deny: { countries: ['CN', 'RU', 'IR'] } } },
        { id: 'anything', egress: { deny: { countries: ['KP'] } } },
      ],
    },
  };
}
