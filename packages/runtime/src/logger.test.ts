import { expect, test } from '@jest/globals';
import { createLogger } from './logger.ts';

function logged(write: (logger: ReturnType<typeof createLogger>) => void): string {
  let text = '';
  write(createLogger({ name: 'test', level: 'info', destination: { write: (line) => (text += line) } }));
  return text;
}

test('secrets and personal data are redacted by name, down to four levels', () => {
  const text = logged((logger) => {
    logger.info({ password: 'hush', deviceId: 'd-1' }, 'flat');
    logger.info({ request: { headers: { authorization: 'hush', cookie: 'hush' } } }, 'nested');
    logger.info({ a: { b: { c: { imei: 'hush', serialNumber: 'hush' } } }, person: { email: 'hush' } }, 'deep');
  });
  expect(text).not.toContain('hush');
  expect(text).toContain('d-1');
});

test('an error is logged without what PostgreSQL and Prisma say of the values', () => {
  const cause = Object.assign(new Error('inner'), { meta: { target: 'hush' } });
  const error = Object.assign(new Error('duplicate key', { cause }), {
    code: '23505',
    detail: 'Key (email)=(hush) already exists.',
    parameters: ['hush'],
  });
  const text = logged((logger) => logger.error({ err: error }, 'failed'));
  expect(text).not.toContain('hush');
  expect(JSON.parse(text)).toMatchObject({
    err: { message: 'duplicate key', code: '23505', cause: { message: 'inner' } },
  });
});

test('what is thrown and no Error says nothing of its content', () => {
  expect(logged((logger) => logger.error({ err: 'hush' }, 'failed'))).not.toContain('hush');
});
