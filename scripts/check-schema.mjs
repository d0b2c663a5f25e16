// Do prisma/schema.prisma and prisma/migrations agree? Both are made real in an embedded PostgreSQL and compared there.
// What Prisma's language cannot say (partitions, row-level security, partial indexes) is in the migrations alone.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import pg from 'pg';
import { importTypeScript } from './lib/import-typescript.mjs';
import { root } from './lib/paths.mjs';

/** What is compared: one line for each thing; `both` must be the same on both sides, else the schema's must be in the migrations. */
const ASPECTS = [
  {
    name: 'table',
    isBoth: true,
    sql: `SELECT c.relname AS line FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace
            AND c.relkind IN ('r', 'p') AND NOT c.relispartition AND c.relname <> '_prisma_migrations'`,
  },
  {
    name: 'column',
    isBoth: true,
    sql: `SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
              || CASE WHEN a.attnotnull THEN ' not null' ELSE '' END
              || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') AS line
          FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
          LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
          WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
            AND c.relname <> '_prisma_migrations' AND a.attnum > 0 AND NOT a.attisdropped`,
  },
  {
    name: 'key',
    sql: `SELECT conrelid::regclass::text || ': ' || pg_get_constraintdef(oid) AS line
          FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype IN ('p', 'f', 'u')`,
  },
  {
    name: 'index',
    sql: `SELECT regexp_replace(pg_get_indexdef(i.indexrelid), 'INDEX \\S+ ON (ONLY )?', 'INDEX ON ') AS line
          FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.relnamespace = 'public'::regnamespace`,
  },
];

/** The schema as SQL, by Prisma's engine in WebAssembly; it wants a connection, though it asks nothing of it. */
async function toSql(url) {
  const folder = join(root, 'node_modules/@prisma/schema-engine-wasm');
  const engine = await import(pathToFileURL(join(folder, 'schema_engine_bg.js')).href);
  const module = new WebAssembly.Module(readFileSync(join(folder, 'schema_engine_bg.wasm')));
  const instance = new WebAssembly.Instance(module, { './schema_engine_bg.js': engine });
  engine.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const content = readFileSync(join(root, 'prisma/schema.prisma'), 'utf8');
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg({ connectionString: url }));
  const prisma = await engine.SchemaEngine.new({ datamodels: [['schema.prisma', content]] }, () => {}, adapter);
  const { stdout } = await prisma.diff({
    from: { tag: 'empty' },
    to: { tag: 'schemaDatamodel', files: [{ path: 'schema.prisma', content }] },
    script: true,
    shadowDatabaseUrl: null,
    exitCode: null,
    filters: { externalTables: [], externalEnums: [] },
  });
  return stdout;
}

async function describe(url) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const lines = {};
  for (const { name, sql } of ASPECTS) {
    const { rows } = await client.query(sql);
    lines[name] = new Set(rows.map((row) => row.line));
  }
  await client.end();
  return lines;
}

function urlOf(ownerUrl, database) {
  const url = new URL(ownerUrl);
  url.pathname = `/${database}`;
  return url.href;
}

async function execute(url, sql) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(sql);
  await client.end();
}

async function compare(ownerUrl) {
  const { migrate } = await importTypeScript('packages/db/src/migrate.ts');
  const ours = urlOf(ownerUrl, 'migrations');
  const prismas = urlOf(ownerUrl, 'schema');
  await execute(ownerUrl, 'CREATE DATABASE migrations');
  await execute(ownerUrl, 'CREATE DATABASE schema');
  await migrate({ ownerUrl: ours });
  await execute(prismas, await toSql(prismas));
  const [inMigrations, inSchema] = [await describe(ours), await describe(prismas)];
  return ASPECTS.flatMap(({ name, isBoth }) => [
    ...missing(inSchema[name], inMigrations[name]).map((line) => `only in schema.prisma: ${name} ${line}`),
    ...(isBoth ? missing(inMigrations[name], inSchema[name]) : []).map((line) => `only in migrations: ${name} ${line}`),
  ]);
}

/** What is in the first set and not in the second; Node 20 has no Set.prototype.difference. */
function missing(first, second) {
  return [...first].filter((line) => !second.has(line));
}

const { startTestPostgres } = await importTypeScript('packages/runtime/src/testing/postgres.ts');
const postgres = await startTestPostgres();
try {
  const faults = await compare(postgres.ownerUrl);
  for (const fault of faults) console.error(fault);
  process.exitCode = faults.length > 0 ? 1 : 0;
} finally {
  await postgres.stop();
}
