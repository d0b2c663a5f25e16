import { listScenarios, loadScenario } from '@cordon/device-client';
import type { Command } from '../command.ts';

/** Lists the scenarios that come with Cordon. */
export const scenariosCommand: Command = {
  name: 'scenarios',
  usage: '',
  summary: 'list the scenarios that come with Cordon',
  run: async (_argv, terminal) => {
    const names = await listScenarios();
    const width = Math.max(...names.map((name) => name.length));
    for (const name of names) terminal.print(`${name.padEnd(width)}  ${(await loadScenario(name)).title}`);
  },
};
