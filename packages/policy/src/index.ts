export { ADVICE_KEYS } from './advice.ts';
export { baseCatalogue, withOverrides } from './catalogue/index.ts';
export {
  type Catalogue,
  CatalogueOverrides,
  CatalogueService,
  CatalogueServiceOverride,
  CatalogueVendor,
  CatalogueVendorOverride,
} from './catalogue/schema.ts';
export { compile } from './compile/compile.ts';
export type { Compiled, CompiledPolicy, CompiledRule } from './compile/compiled.ts';
export { type Concern, concernOf } from './concern/concern.ts';
export { concernTest, createOutline, extendOutline, type Outline, shownNames } from './concern/outline.ts';
export { diffPolicies, type PolicyChange } from './diff.ts';
export { evaluate } from './evaluate/evaluate.ts';
export { BUILT_IN_POLICY, IDENTITY_CONFLICT } from './evaluate/identity-conflict.ts';
export { evaluateLate } from './evaluate/late.ts';
export { appliesToDevice } from './evaluate/scope.ts';
export { adviceText } from './explain/actions.ts';
export { formatInstant } from './explain/formats.ts';
export { findLanguage, LANGUAGES, languageFor } from './explain/languages/all.ts';
export type { Language } from './explain/languages/language.ts';
export { compareFindings } from './explain/order.ts';
export { explainForPerson, explainOneForPerson, type PersonalExplanation } from './explain/person.ts';
export { type Explanation, explainFinding } from './explain.ts';
export * from './facts.ts';
export { AppliesTo, EvidenceSource, PolicyDocument, Remediation } from './language/document.ts';
export { parseDuration } from './language/duration.ts';
export type { Fault } from './language/fault.ts';
export { canonicalJson, hashCanonical, hashDocument, hashRule } from './language/hash.ts';
export { policyJsonSchema } from './language/json-schema.ts';
export { nearestKeys } from './language/lint/nearest.ts';
export type { ScopeReference } from './language/lint/scope.ts';
export { type Linted, type LintOptions, lintDocument } from './language/lint.ts';
export { type ParsedPolicy, type PolicyFormat, parsePolicy } from './language/parse.ts';
export { type LanguageRuleType, RULE_TYPES, Rule, ruleTypeOf, Severity } from './language/rule.ts';
export { compareBuilds } from './matching/builds.ts';
export { type HostMatch, matchHost } from './matching/catalogue-match.ts';
export { normaliseDigest } from './matching/digest.ts';
export { createDomainMatcher, type DomainMatch, type DomainMatcher } from './matching/domain-matcher.ts';
export { type DomainOperator, domainOperator } from './matching/domain-operator.ts';
export { globMatcher } from './matching/glob.ts';
export { normaliseHost, registrableDomain } from './matching/host.ts';
export {
  type DeviceIdentity,
  identifyVendors,
  identifyVendorsByField,
  isVendorConflict,
  type VendorsByField,
} from './matching/identify-vendors.ts';
export { parseIp, parseIpv4 } from './matching/ip.ts';
export { createNetworkSet, type NetworkSet, parseNetwork } from './matching/network-set.ts';
export { quickHash } from './matching/quick-hash.ts';
export { isSpecialAddress } from './matching/special-addresses.ts';
export { compareVersions } from './matching/versions.ts';
export type * from './types.ts';
