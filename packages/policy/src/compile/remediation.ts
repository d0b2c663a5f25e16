import type { Catalogue } from '../catalogue/index.ts';
import { parseConstraint } from '../language/constraint.ts';
import type { Remediation } from '../language/document.ts';
import { globMatcher } from '../matching/glob.ts';
import { satisfiesBuild } from './build-constraint.ts';
import type { CompiledRemediation } from './compiled.ts';

/** Compiles a remediation. Without `rules` it covers every rule of its policy but vendor rules. */
export function compileRemediation(source: Remediation, policyName: string, catalogue: Catalogue): CompiledRemediation {
  const { rules, vendor, models, build } = source.covers;
  const covered = rules && new Set(rules);
  const modelTests = models?.map((model) => globMatcher(model.toLowerCase()));
  const constraint = parseConstraint(build);
  return {
    policyName,
    id: source.id,
    coversRule: (rule) => rule.policyName === policyName && (covered ? covered.has(rule.id) : rule.type !== 'vendor'),
    coversBuild: (hardware, reported) => {
      if (reported === undefined || !constraint) return false;
      if (vendor !== undefined && !hardware.vendors.includes(vendor)) return false;
      const model = hardware.model.trim().toLowerCase();
      if (modelTests && !modelTests.some((matches) => matches(model))) return false;
      return satisfiesBuild(constraint, catalogue.vendors.get(vendor ?? hardware.vendors[0] ?? ''), reported) === true;
    },
  };
}
