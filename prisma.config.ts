import { defineConfig } from 'prisma/config';

// Prisma's engine download is never needed: `generate`, `validate` and `format` run on WASM, and migrations have
// a runner of their own (packages/db/src/migrate.ts). Pointing the engine at Node itself stops the download.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({ schema: 'prisma/schema.prisma', migrations: { path: 'prisma/migrations' } });
