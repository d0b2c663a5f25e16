import type { Device } from '../../api/types.ts';
import { listOf } from '../../components/words.ts';

/** Why a device's verdict is what it is, in one sentence. */
export function reasonSentence(device: Device): string {
  if (device.state === 'pending') return 'It waits for approval; its reports are kept and judged after it.';
  if (device.state === 'retired') return device.retiredReason ? `Retired: ${device.retiredReason}` : 'Retired.';
  const byRule = new Map<string, number>();
  for (const { code, ruleId } of device.reasons) {
    if (code === 'finding' && ruleId) byRule.set(ruleId, (byRule.get(ruleId) ?? 0) + 1);
  }
  if (byRule.size === 0) return device.reasons[0]?.sentence ?? fallbackOf(device);
  const rules = [...byRule].map(([rule, times]) => (times > 1 ? `${rule} (${times} times)` : rule));
  return `It fails ${byRule.size === 1 ? 'the rule' : 'the rules'} ${listOf(rules)}.`;
}

function fallbackOf(device: Device): string {
  if (device.verdict === 'compliant') return 'Every rule that applies to it passes.';
  return device.lastReportAt === null ? 'It has not reported yet.' : 'No reason is told.';
}
