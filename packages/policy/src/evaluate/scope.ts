import type { AppliesTo } from '../language/document.ts';
import type { EvaluationContext } from '../types.ts';

/**
 * Whether a policy applies to a device: every key of `appliesTo` must match by any of its entries, and no
 * exception may. A form factor or system that the device does not tell excludes it from nothing: silence about
 * oneself must not be a way out.
 */
export function appliesToDevice(
  appliesTo: AppliesTo | undefined,
  context: Pick<EvaluationContext, 'device' | 'report'>,
): boolean {
  if (!appliesTo) return true;
  const { device, report } = context;
  const { units, groups, ownership, formFactors, platforms, except } = appliesTo;
  const formFactor = report?.facts.device.formFactor ?? device.formFactor;
  const platform = (report?.facts.device.os.name ?? device.platform)?.toLowerCase();
  if (units && !overlaps(units, device.unitKeys)) return false;
  if (groups && !overlaps(groups, device.groups)) return false;
  if (ownership && !ownership.includes(device.ownership)) return false;
  if (formFactors && formFactor !== undefined && !formFactors.includes(formFactor)) return false;
  if (platforms && platform !== undefined && !platforms.includes(platform)) return false;
  if (!except) return true;
  return !(
    overlaps(except.units ?? [], device.unitKeys) ||
    overlaps(except.groups ?? [], device.groups) ||
    except.devices?.includes(device.id)
  );
}

/** Whether the scope depends on what an administrator may change of a device (unit, groups, ownership). */
export function dependsOnAssignment(appliesTo: AppliesTo | undefined): boolean {
  return Boolean(appliesTo && (appliesTo.units || appliesTo.groups || appliesTo.ownership || appliesTo.except));
}

function overlaps(listed: readonly string[], own: readonly string[]): boolean {
  return listed.some((key) => own.includes(key));
}
