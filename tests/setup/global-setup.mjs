// Jest imports this file untransformed. It starts nothing yet: pure tests should not wait for a PostgreSQL. It opens a
// door on loopback behind which the first test that asks finds one running, with a migrated template database.
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { importTypeScript } from '../../scripts/lib/import-typescript.mjs';

export default async function globalSetup() {
  if (
    ![...process.execArgv, process.env.NODE_OPTIONS ?? ''].some((flags) => flags.includes('--experimental-vm-modules'))
  ) {
    throw new Error('Run the tests with `npm test`, or set NODE_OPTIONS=--experimental-vm-modules.');
  }
  const path = `/${randomBytes(16).toString('hex')}`;
  let started;
  const start = async () => {
    const module = await importTypeScript('tests/setup/template-database.ts');
    return module.startTemplateDatabase();
  };
  const server = createServer((request, response) => {
    // A kept connection may close just as the next test file asks over it.
    response.setHeader('connection', 'close');
    if (request.url !== path) return void response.writeHead(404).end();
    started ??= start();
    started.then(
      ({ connection }) => response.end(JSON.stringify(connection)),
      (error) => response.writeHead(500).end(error?.stack ?? String(error)),
    );
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  server.unref();
  process.env.CORDON_TEST_DATABASE_DOOR = `http://127.0.0.1:${server.address().port}${path}`;
  globalThis.cordonTestDatabase = async () => {
    server.close();
    server.closeAllConnections();
    const database = await started?.catch(() => undefined);
    await database?.stop();
  };
}
