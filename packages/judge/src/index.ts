export { catalogueOf } from './catalogue-of.ts';
export type { JudgeDeps } from './deps.ts';
export { type JudgeSummary, judgeDevices } from './judge-devices.ts';
export { createOrganisationCatalogues, type OrganisationCatalogues } from './organisation-catalogues.ts';
export { passUnconcerned } from './pass-unconcerned.ts';
export { isCurrent } from './reference-data.ts';
export { registerReferenceData } from './register-reference.ts';
export { createRulesCache, type RulesCache } from './rules-cache.ts';
