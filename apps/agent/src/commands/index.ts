import type { Command } from '../command.ts';
import { acknowledgeCommand } from './acknowledge.ts';
import { enrolCommand } from './enrol.ts';
import { fleetCommand } from './fleet.ts';
import { policyCommand } from './policy.ts';
import { reportCommand } from './report.ts';
import { rotateCommand } from './rotate.ts';
import { scenariosCommand } from './scenarios.ts';
import { statusCommand } from './status.ts';

/** All commands, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  enrolCommand,
  reportCommand,
  statusCommand,
  acknowledgeCommand,
  rotateCommand,
  policyCommand,
  scenariosCommand,
  fleetCommand,
];
