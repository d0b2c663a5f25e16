import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createSecretBox } from './secret-box.ts';

const key = randomBytes(32);
const box = createSecretBox(key);

describe('secret box', () => {
  test('opens what it encrypted, and never encrypts to the same bytes twice', () => {
    const first = box.encrypt('a secret', 'organisation-key:1');
    const second = box.encrypt('a secret', 'organisation-key:1');
    expect(Buffer.from(box.decrypt(first, 'organisation-key:1')).toString()).toBe('a secret');
    expect(Buffer.from(first).equals(second)).toBe(false);
  });

  test('does not open under other associated data: a ciphertext cannot be moved to another row', () => {
    const ciphertext = box.encrypt('a secret', 'organisation-key:1');
    expect(() => box.decrypt(ciphertext, 'organisation-key:2')).toThrow(/cannot be opened/);
  });

  test('does not open with another key, nor when any byte was changed or cut', () => {
    const ciphertext = box.encrypt('a secret', 'x');
    expect(() => createSecretBox(randomBytes(32)).decrypt(ciphertext, 'x')).toThrow(/cannot be opened/);
    for (let index = 0; index < ciphertext.length; index += 1) {
      const altered = Uint8Array.from(ciphertext);
      altered[index] = (altered[index] ?? 0) ^ 1;
      expect(() => box.decrypt(altered, 'x')).toThrow(/cannot be opened/);
      expect(() => box.decrypt(ciphertext.subarray(0, index), 'x')).toThrow(/cannot be opened/);
    }
  });

  test('says nothing of the content when it cannot open', () => {
    const ciphertext = box.encrypt('hush', 'x');
    expect(() => box.decrypt(ciphertext, 'y')).not.toThrow(/hush/);
  });
});
