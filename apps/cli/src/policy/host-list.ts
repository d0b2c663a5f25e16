import { normaliseHost, parseIp } from '@cordon/policy';

/** Hosts of a list, as they are written but for what its format puts around them, and how many entries are none. */
export interface HostList {
  hosts: string[];
  others: number;
}

/**
 * Reads hosts from the formats that lists are kept in, also mixed: one or several a line, a hosts file (`0.0.0.0 host`),
 * blockers' rules (`||host^`, `*.host`), addresses (`https://host:443/path`, `host:443`) and dnsmasq's
 * (`address=/host/0.0.0.0`, `server=/host/`). `#` and `!` begin comments.
 */
export function readHostList(text: string): HostList {
  const entries = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .flatMap(entriesOf);
  const hosts = entries.filter((entry) => normaliseHost(entry) !== undefined || parseIp(entry) !== undefined);
  return { hosts, others: entries.length - hosts.length };
}

/** Rules about parts of a page (`host##.banner`) and the header of a list name nothing that is connected to. */
const NO_HOSTS = /#[@?$%]?#|^\[[A-Z]/i;

function entriesOf(line: string): string[] {
  const content = line.trim();
  if (content.startsWith('!') || NO_HOSTS.test(content)) return [];
  const words = content
    .replace(/(?:^|\s)[#!].*|#.*/, '')
    .split(/\s+/)
    .filter((word) => word !== '');
  const names = words.length > 1 && parseIp(words[0] ?? '') ? words.slice(1) : words;
  return names.flatMap(hostsOfWord);
}

function hostsOfWord(word: string): string[] {
  const dnsmasq = /^[a-z]+=\/(.+)\/[^/]*$/.exec(word)?.[1];
  if (dnsmasq !== undefined) return dnsmasq.split('/').map(withoutWildcard);
  const rule = word
    .replace(/^@@/, '')
    .replace(/^\|{1,2}/, '')
    .replace(/[\^$].*$/, '');
  const isAddress = /^[a-z][a-z0-9+.-]*:\/\//i.test(rule);
  const authority = (isAddress ? rule.slice(rule.indexOf('://') + 3) : rule).replace(/[/?].*$/, '');
  // A regular expression or a path alone has nothing before its first slash.
  if (authority === '') return [word];
  return [withoutWildcard(withoutPort(authority.slice(authority.lastIndexOf('@') + 1)))];
}

function withoutPort(authority: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d+)?$/.exec(authority)?.[1];
  if (bracketed !== undefined) return bracketed;
  return parseIp(authority) ? authority : authority.replace(/:\d{1,5}$/, '');
}

function withoutWildcard(host: string): string {
  return host.replace(/^(?:\*\.?|\+?\.)/, '');
}
