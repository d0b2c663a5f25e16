export * from './database.ts';
export * from './hot/ingest-reports.ts';
export * from './migrate.ts';
export * from './tenancy.ts';
export * from './stores/audit-events.ts';
