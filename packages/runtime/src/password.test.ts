import { describe, expect, test } from '@jest/globals';
import { createPasswordHasher, passwordFault } from './password.ts';

describe('password hashes', () => {
  const passwords = createPasswordHasher({ concurrency: 1, maxWaiting: 2 });

  test('are argon2id with the parameters OWASP recommends', async () => {
    expect(await passwords.hash('correct horse battery')).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  test('fit their own password alone, however its letters were composed', async () => {
    const hash = await passwords.hash('caf\u00e9 au lait, deux');
    expect(await passwords.verify(hash, 'cafe\u0301 au lait, deux')).toBe(true);
    expect(await passwords.verify(hash, 'cafe au lait, deux')).toBe(false);
    expect(await passwords.verifyNobody('nobody has this password')).toBe(false);
  });

  test('are refused as overloaded once the queue is full, and computed again afterwards', async () => {
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => passwords.hash('correct horse battery')));
    expect(results.map((result) => result.status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ]);
    expect(results[4]).toMatchObject({ reason: { code: 'overloaded', retryAfterSeconds: 5 } });
    await expect(passwords.hash('correct horse battery')).resolves.toMatch(/^\$argon2id/);
  });
});

describe('a new password', () => {
  const about = ['asha.rao@air.example', 'Asha Rao'];

  test.each([
    ['eleven char', 'at least 12'],
    ['aaaaaaaaaaaaaaaa', 'different characters'],
    ['Asha.Rao@air.example', 'name or e-mail'],
    ['asharao 2014!', 'name or e-mail'],
    ['password1234', 'first passwords'],
    ['123456789012', 'first passwords'],
    ['Password-Password1', 'first passwords'],
    ['x'.repeat(201), 'at most 200'],
  ])('is refused: %s', (password, reason) => {
    expect(passwordFault(password, about)).toContain(reason);
  });

  test.each(['correct horse battery', 'Tr0ub4dor&3-and-more', 'एक लंबा पासवर्ड यहाँ', 'ashamed raoul walks'])(
    'will do: %s',
    (password) => {
      expect(passwordFault(password, about)).toBeUndefined();
    },
  );
});
