export * from './jobs.ts';
export * from './organisation.ts';
export * from './paging.ts';
export * from './permissions.ts';
export * from './problems.ts';
