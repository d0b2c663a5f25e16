import { baseCatalogue, matchHost } from '@cordon/policy';
import { type Command, EXIT, readWords, required, withoutRest } from './command.ts';
import { readText } from './files.ts';
import { readHostList } from './host-list.ts';

const USAGE = 'catalogue match --hosts FILE [--json]';

/**
 * `catalogue match --hosts FILE`: vendor and service of each host of a list, in any format that `readHostList` knows.
 */
export const catalogueMatch: Command = async (words, output) => {
  const call = withoutRest(readWords(words, { valued: ['hosts'], flags: ['json'] }), USAGE);
  const catalogue = baseCatalogue();
  const list = readHostList(await readText(required(call, 'hosts')));
  const hosts = list.hosts.map((host) => ({ host, ...matchHost(catalogue, host) }));
  const matched = hosts.filter((host) => host.vendor !== undefined).length;
  if (call.options.has('json')) {
    output.out(
      JSON.stringify(
        { catalogueVersion: catalogue.version, total: hosts.length, matched, notHosts: list.others, hosts },
        null,
        2,
      ),
    );
    return EXIT.ok;
  }
  const width = Math.min(60, Math.max(4, ...hosts.map(({ host }) => host.length)));
  for (const { host, vendor, service, domain } of hosts) {
    output.out(
      `${host.padEnd(width)}  ${(vendor ?? '-').padEnd(12)}  ${(service ?? '-').padEnd(28)}  ${domain ?? '-'}`,
    );
  }
  const others = list.others > 0 ? `; ${list.others} entries are no hosts` : '';
  output.out(`${matched} of ${hosts.length} known to the catalogue (${catalogue.version})${others}`);
  return EXIT.ok;
};
