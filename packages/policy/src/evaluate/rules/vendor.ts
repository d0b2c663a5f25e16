import type { Judge } from '../../compile/compiled.ts';
import type { DeviceFacts } from '../../facts.ts';
import type { HardwarePattern, VendorRule } from '../../language/rules/vendor.ts';
import { globMatcher } from '../../matching/glob.ts';
import { hardwareOf } from '../observed.ts';
import { createFailures, draftEvidence, missingSection, type Undecided } from '../outcome.ts';

const FIELDS = ['manufacturer', 'brand', 'model', 'product'] as const;

/** Compiles a vendor rule. Subjects: vendor keys, and for patterns the pattern itself. */
export function compileVendor(rule: VendorRule): Judge {
  const keys = new Set(rule.deny.filter((entry) => typeof entry === 'string'));
  const patterns = rule.deny.filter((entry) => typeof entry !== 'string').map(compilePattern);
  return (view) => {
    const { device } = view;
    if (!device) return missingSection('device');
    const failures = createFailures();
    const undecided: Undecided[] = [];
    const { byField } = view.index.identify(device);
    for (const key of keys) {
      const fields = FIELDS.filter((field) => byField[field]?.includes(key));
      if (fields.length === 0) continue;
      const matched = [{ condition: 'vendor', value: key }, ...fields.map((field) => fieldOf(device, field))];
      failures.add(key, draftEvidence('/device', hardwareOf(device), { deny: [key] }, matched, `vendor:${key}`));
    }
    for (const pattern of patterns) {
      const answer = pattern.matches(device);
      if (answer === 'unknown') {
        undecided.push({ reason: 'value-missing', section: 'device', pointer: '/device', subjects: [pattern.subject] });
      } else if (answer) {
        const matched = pattern.fields.map((field) => fieldOf(device, field));
        failures.add(pattern.subject, draftEvidence('/device', hardwareOf(device), { deny: [pattern.entry] }, matched));
      }
    }
    return { failures: failures.list(), undecided };
  };
}

function fieldOf(device: DeviceFacts, field: (typeof FIELDS)[number]): { condition: string; value: string } {
  return { condition: field, value: device[field] ?? '' };
}

interface CompiledPattern {
  entry: HardwarePattern;
  subject: string;
  fields: ('brand' | 'model' | 'product')[];
  matches(device: DeviceFacts): boolean | 'unknown';
}

/** All fields given must match; one that the device does not tell leaves it open, unless another already differs. */
function compilePattern(entry: HardwarePattern): CompiledPattern {
  const fields = (['brand', 'model', 'product'] as const).filter((field) => entry[field] !== undefined);
  const tests = fields.map((field) => ({ field, test: globMatcher((entry[field] ?? '').toLowerCase()) }));
  return {
    entry,
    fields,
    subject: fields.map((field) => `${field}=${entry[field]}`).join(','),
    matches: (device) => {
      let isKnown = true;
      for (const { field, test } of tests) {
        const value = device[field];
        if (value === undefined) isKnown = false;
        else if (!test(value.trim().toLowerCase())) return false;
      }
      return isKnown || 'unknown';
    },
  };
}
