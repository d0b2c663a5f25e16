export * from './jobs.ts';
export * from './permissions.ts';
export * from './problems.ts';
