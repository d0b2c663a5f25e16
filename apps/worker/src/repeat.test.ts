import { expect, test } from '@jest/globals';
import { repeat } from './repeat.ts';

test('stopping tells the work under way, waits for its end, and begins no more', async () => {
  let begun = 0;
  let hasEnded = false;
  const repetition = repeat(
    async (stopping) => {
      begun += 1;
      await new Promise((resolve) => stopping.addEventListener('abort', resolve));
      hasEnded = true;
    },
    0,
    (error) => {
      throw error;
    },
  );
  await repetition.stop();
  expect({ begun, hasEnded }).toEqual({ begun: 1, hasEnded: true });
});
