import { expect, test } from '@jest/globals';
import { runProgram, untilSaid } from './testing/run-program.ts';

const PROGRAM = `
  const { stopInOrder } = await use('shutdown.ts');
  const step = (name, stop) => ({ name, stop: async () => { console.log('begin ' + name); await stop(); console.log('end ' + name); } });
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  setInterval(() => {}, 1000);
`;

test('stops step by step, in the order of the list, each after the one before it', async () => {
  const program = runProgram(`${PROGRAM}
    stopInOrder([step('a', () => pause(100)), step('b', () => pause(10))]);
    console.log('ready');`);
  await untilSaid(program, 'ready');
  program.child.kill('SIGTERM');
  expect(await program.ended).toEqual({ code: 0, signal: null });
  expect(program.output().trim().split('\n')).toEqual(['ready', 'begin a', 'end a', 'begin b', 'end b']);
});

test('a step that fails does not keep the others from theirs; the exit code tells', async () => {
  const program = runProgram(`${PROGRAM}
    stopInOrder([step('a', () => { throw new Error('no'); }), step('b', () => pause(1))]);
    console.log('ready');`);
  await untilSaid(program, 'ready');
  program.child.kill('SIGINT');
  expect((await program.ended).code).toBe(1);
  expect(program.output()).toContain('end b');
});

test('the same Ctrl-C coming twice, from the terminal and from npm, is one', async () => {
  const program = runProgram(`${PROGRAM}
    stopInOrder([step('a', () => pause(300))]);
    console.log('ready');`);
  await untilSaid(program, 'ready');
  program.child.kill('SIGINT');
  await untilSaid(program, 'begin a');
  program.child.kill('SIGINT');
  expect((await program.ended).code).toBe(0);
  expect(program.output()).toContain('end a');
});

test('a step that hangs does not hold the process beyond the deadline', async () => {
  const program = runProgram(`${PROGRAM}
    stopInOrder([step('a', () => pause(60000))], { deadlineMs: 200 });
    console.log('ready');`);
  await untilSaid(program, 'ready');
  program.child.kill('SIGTERM');
  expect((await program.ended).code).toBe(1);
});
