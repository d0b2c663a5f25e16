import { baseCatalogue, matchHost } from '@cordon/policy';
import { type Command, EXIT, readWords, required } from './command.ts';
import { readText } from './files.ts';

/** `catalogue match --hosts FILE`: vendor and service of each host, one a line; `#` starts a comment. */
export const catalogueMatch: Command = async (words, output) => {
  const call = readWords(words, { valued: ['hosts'], flags: ['json'] });
  const catalogue = baseCatalogue();
  const lines = (await readText(required(call, 'hosts'))).split(/\r?\n/).map((line) => line.replace(/#.*/, '').trim());
  const hosts = lines.filter((line) => line !== '').map((host) => ({ host, ...matchHost(catalogue, host) }));
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
