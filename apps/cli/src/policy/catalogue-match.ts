import { baseCatalogue, matchHost, parseIp } from '@cordon/policy';
import { type Command, EXIT, readWords, required, withoutRest } from './command.ts';
import { readText } from './files.ts';

const USAGE = 'catalogue match --hosts FILE [--json]';

/**
 * `catalogue match --hosts FILE`: vendor and service of each host, one a line, or lines of a hosts file (address, then
 * names); `#` starts a comment.
 */
export const catalogueMatch: Command = async (words, output) => {
  const call = withoutRest(readWords(words, { valued: ['hosts'], flags: ['json'] }), USAGE);
  const catalogue = baseCatalogue();
  const names = hostsOf(await readText(required(call, 'hosts')));
  const hosts = names.map((host) => ({ host, ...matchHost(catalogue, host) }));
  const matched = hosts.filter((host) => host.vendor !== undefined).length;
  if (call.options.has('json')) {
    output.out(JSON.stringify({ catalogueVersion: catalogue.version, total: hosts.length, matched, hosts }, null, 2));
    return EXIT.ok;
  }
  const width = Math.min(60, Math.max(4, ...hosts.map(({ host }) => host.length)));
  for (const { host, vendor, service, domain } of hosts) {
    output.out(
      `${host.padEnd(width)}  ${(vendor ?? '-').padEnd(12)}  ${(service ?? '-').padEnd(28)}  ${domain ?? '-'}`,
    );
  }
  output.out(`${matched} of ${hosts.length} known to the catalogue (${catalogue.version})`);
  return EXIT.ok;
};

function hostsOf(text: string): string[] {
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  return lines.flatMap((line) => {
    const words = line
      .replace(/#.*/, '')
      .split(/\s+/)
      .filter((word) => word !== '');
    return words.length > 1 && parseIp(words[0] ?? '') ? words.slice(1) : words;
  });
}
